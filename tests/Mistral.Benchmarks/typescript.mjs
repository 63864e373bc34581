// Pieces of a stream a second by the official SDK, counted as they come.
import { Mistral } from '@mistralai/mistralai';

const client = new Mistral({ apiKey: process.env.MISTRAL_API_KEY, serverURL: process.env.MISTRAL_BASE_URL });
const count = Number(process.argv[2]);
const rates = [];
for (let round = 0; round < 8; round++) {
  const start = process.hrtime.bigint();
  const stream = await client.chat.stream({
    model: 'mistral-small-latest',
    messages: [{ role: 'user', content: 'hi' }],
    maxTokens: count,
  });
  let pieces = 0;
  for await (const event of stream) {
    pieces++;
  }
  if (pieces < count) throw new Error('Too few pieces.');
  rates.push(count / (Number(process.hrtime.bigint() - start) / 1e9));
}
console.log(JSON.stringify(rates.slice(-5)));
