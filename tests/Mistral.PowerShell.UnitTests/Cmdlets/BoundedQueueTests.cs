using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Mistral.PowerShell.Core.Cmdlets;
using Xunit;

namespace Mistral.PowerShell.UnitTests;

public sealed class BoundedQueueTests
{
    private const int TestTimeout = 60_000;
    private const int Capacity = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Items_are_received_in_the_order_in_which_they_were_sent()
    {
        BoundedQueue<int> queue = new(capacity: 100);
        for (int item = 0; item < 50; item++)
        {
            if (item % 3 == 0)
            {
                Assert.True(queue.TrySend(item));
            }
            else
            {
                SendAtOnce(queue, item);
            }
        }

        Assert.Equal(Enumerable.Range(0, 50), TakeAll(queue));
    }

    [Fact]
    public void An_empty_queue_returns_no_item()
    {
        BoundedQueue<int> queue = new(Capacity);
        Assert.False(queue.TryTake(out _));

        Assert.True(queue.TrySend(1));
        Assert.True(queue.TryTake(out int item));
        Assert.Equal(1, item);
        Assert.False(queue.TryTake(out _));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_sender_waits_while_the_queue_is_full()
    {
        BoundedQueue<int> queue = CreateFull();
        Task waiting = queue.SendAsync(Capacity, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);

        Assert.True(queue.TryTake(out _));
        await waiting;
        Assert.Equal(Enumerable.Range(1, Capacity), TakeAll(queue));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task Only_counted_items_fill_the_queue()
    {
        BoundedQueue<int> queue = new(Capacity);
        for (int item = 0; item < 10 * Capacity; item++)
        {
            Assert.True(queue.TrySend(-1));
        }

        for (int item = 0; item < Capacity; item++)
        {
            SendAtOnce(queue, item);
        }

        Task waiting = queue.SendAsync(Capacity, Cancellation).AsTask();
        Assert.False(waiting.IsCompleted);
        Assert.True(queue.TrySend(-1));

        Assert.True(queue.TryTake(out _));
        await waiting;
        Assert.Equal(Enumerable.Range(0, Capacity + 1), TakeAll(queue).Where(item => item >= 0));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task The_receiver_takes_many_items_at_once_and_makes_room_for_as_many()
    {
        BoundedQueue<int> queue = CreateFull();
        Assert.True(queue.TryTake(out int first));
        Assert.Equal(0, first);

        // The receiver still holds two items of the first batch.
        for (int item = Capacity; item < 2 * Capacity; item++)
        {
            SendAtOnce(queue, item);
        }

        Task waiting = queue.SendAsync(2 * Capacity, Cancellation).AsTask();
        Assert.True(queue.TryTake(out _));
        Assert.True(queue.TryTake(out _));
        Assert.False(waiting.IsCompleted);

        Assert.True(queue.TryTake(out int next));
        Assert.Equal(Capacity, next);
        await waiting;
        Assert.Equal(Enumerable.Range(Capacity + 1, Capacity), TakeAll(queue));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task All_waiting_senders_send_eventually()
    {
        BoundedQueue<int> queue = new(capacity: 1);
        Task[] senders = [.. Enumerable.Range(0, 20).Select(item => queue.SendAsync(item, Cancellation).AsTask())];
        List<int> taken = await Task.Run(() => Take(queue, 20), Cancellation);
        await Task.WhenAll(senders);
        Assert.Equal(Enumerable.Range(0, 20), taken.Order());
    }

    [Theory(Timeout = TestTimeout)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_cancelled_sender_has_sent_nothing(bool isCancelledBefore)
    {
        BoundedQueue<int> queue = CreateFull();
        using CancellationTokenSource cancel = new();
        if (isCancelledBefore)
        {
            await cancel.CancelAsync();
        }

        Task waiting = queue.SendAsync(99, cancel.Token).AsTask();
        Task other = queue.SendAsync(Capacity, Cancellation).AsTask();
        await cancel.CancelAsync();
        OperationCanceledException error = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(cancel.Token, error.CancellationToken);

        Assert.True(queue.TryTake(out _));
        await other;
        Assert.Equal(Enumerable.Range(1, Capacity), TakeAll(queue));
    }

    [Fact]
    public void A_closed_queue_refuses_items_and_still_returns_its_items()
    {
        BoundedQueue<int> queue = new(Capacity);
        Assert.True(queue.TrySend(1));
        queue.Close();

        Assert.False(queue.TrySend(2));
        Assert.Throws<OperationCanceledException>(() => SendAtOnce(queue, 3));
        Assert.Equal([1], TakeAll(queue));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_waiting_sender_is_refused_when_the_queue_is_closed()
    {
        BoundedQueue<int> queue = CreateFull();
        Task waiting = queue.SendAsync(99, Cancellation).AsTask();
        queue.Close();
        Assert.True(queue.TryTake(out _));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        Assert.Equal(Enumerable.Range(1, Capacity - 1), TakeAll(queue));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task The_receiver_does_not_wait_when_an_item_is_available()
    {
        BoundedQueue<int> queue = new(Capacity);
        Assert.True(queue.TrySend(1));
        await Task.Run(() => queue.Wait(Cancellation), Cancellation);
        Assert.Equal([1], TakeAll(queue));
    }

    [Fact(Timeout = TestTimeout)]
    public async Task A_waiting_receiver_is_woken_for_a_single_item()
    {
        BoundedQueue<int> queue = new(Capacity);
        for (int round = 0; round < 200; round++)
        {
            Task<int> taken = Task.Run(() => Take(queue, 1).Single(), Cancellation);

            // The item arrives before, during or after the spin wait of the receiver. A lost wake-up ends in the timeout.
            Thread.SpinWait(round * 500);
            Assert.True(queue.TrySend(round));
            Assert.Equal(round, await taken);
        }
    }

    [Theory(Timeout = TestTimeout)]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(1_000_000)]
    public async Task The_queue_can_be_used_after_a_waiting_receiver_was_cancelled(int spinCount)
    {
        BoundedQueue<int> queue = new(Capacity);
        using CancellationTokenSource cancel = new();
        Task waiting = Task.Run(() => queue.Wait(cancel.Token), Cancellation);
        Thread.SpinWait(spinCount);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);

        Assert.True(queue.TrySend(1));
        Assert.Equal([1], await Task.Run(() => Take(queue, 1), Cancellation));
    }

    [Fact(Timeout = 3 * TestTimeout)]
    public async Task Random_schedules_keep_the_order_of_each_sender_and_the_capacity()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            await RunScheduleAsync(seed);
        }
    }

    private static async Task RunScheduleAsync(int seed)
    {
        Random random = new(seed);
        int capacity = random.Next(1, 6);
        int senderCount = random.Next(2, 6);
        int itemCount = random.Next(1, 30);
        BoundedQueue<(int Sender, int Number, bool IsCounted)> queue = new(capacity);
        int sent = 0;
        int[] seeds = [.. Enumerable.Range(0, senderCount).Select(_ => random.Next())];
        Task[] senders =
        [
            .. seeds.Select((senderSeed, sender) => Task.Run(
                async () =>
                {
                    Random choice = new(senderSeed);
                    for (int number = 0; number < itemCount; number++)
                    {
                        await RandomYield.Async(choice);
                        if (choice.Next(3) == 0)
                        {
                            Assert.True(queue.TrySend((sender, number, false)));
                        }
                        else
                        {
                            await queue.SendAsync((sender, number, true), Cancellation);
                            _ = Interlocked.Increment(ref sent);
                        }
                    }
                },
                Cancellation)),
        ];

        List<int>[] received = [.. seeds.Select(_ => new List<int>())];
        int mostAhead = await Task.Run(
            () =>
            {
                int taken = 0;
                int ahead = 0;
                for (int remaining = senderCount * itemCount; remaining > 0;)
                {
                    queue.Wait(Cancellation);
                    while (queue.TryTake(out (int Sender, int Number, bool IsCounted) item))
                    {
                        received[item.Sender].Add(item.Number);
                        taken += item.IsCounted ? 1 : 0;
                        ahead = Math.Max(ahead, Volatile.Read(ref sent) - taken);
                        remaining--;
                        RandomYield.Now(random);
                    }
                }

                return ahead;
            },
            Cancellation);
        await Task.WhenAll(senders);

        int[] expected = [.. Enumerable.Range(0, itemCount)];
        Assert.True(received.All(numbers => numbers.SequenceEqual(expected)), $"Seed {seed}: items of a sender are missing or out of order.");
        Assert.False(queue.TryTake(out _), $"Seed {seed}: an item came twice.");
        Assert.True(mostAhead <= 2 * capacity, $"Seed {seed}: {mostAhead} counted items were ahead of the taker, with a capacity of {capacity}.");
    }

    private static BoundedQueue<int> CreateFull()
    {
        BoundedQueue<int> queue = new(Capacity);
        for (int item = 0; item < Capacity; item++)
        {
            SendAtOnce(queue, item);
        }

        return queue;
    }

    private static void SendAtOnce(BoundedQueue<int> queue, int item) =>
        Assert.True(queue.SendAsync(item, Cancellation).AsTask().IsCompletedSuccessfully);

    private static List<int> TakeAll(BoundedQueue<int> queue)
    {
        List<int> items = [];
        while (queue.TryTake(out int item))
        {
            items.Add(item);
        }

        return items;
    }

    private static List<int> Take(BoundedQueue<int> queue, int count)
    {
        List<int> items = [];
        while (items.Count < count)
        {
            queue.Wait(Cancellation);
            items.AddRange(TakeAll(queue));
        }

        return items;
    }
}
