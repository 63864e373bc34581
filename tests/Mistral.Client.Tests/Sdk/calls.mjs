// Makes every call of the official SDK that the emulator serves, and says for each what went wrong. Its parsers are strict:
// what they take is what the API sends. Run as: node calls.mjs <folder with node_modules>
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(`${process.argv[2]}/`));
const { Mistral } = await import(pathToFileURL(require.resolve('@mistralai/mistralai')));
const options = { serverURL: process.env.MISTRAL_TEST_URI.replace(/\/$/, ''), retryConfig: { strategy: 'none' } };
const client = new Mistral({ ...options, apiKey: process.env.MISTRAL_TEST_KEY });

const model = 'mistral-small-latest';
const messages = [{ role: 'user', content: 'What is the capital of France?' }];
const weather = { type: 'function', function: { name: 'get_weather', parameters: { type: 'object', properties: { city: { type: 'string' } } } } };
const document = (text) => ({ fileName: 'a.txt', content: new Blob([text], { type: 'text/plain' }) });
let failures = 0;

// Runs one call; a stream or a list of pages is read to its end.
async function call(name, action) {
    try {
        const result = await action();
        if (result?.[Symbol.asyncIterator]) {
            const items = [];
            for await (const item of result) { items.push(item); }
            if (items.length === 0) { throw new Error('nothing came'); }
            console.log(`ok ${name} (${items.length})`);
            return items;
        }

        console.log(`ok ${name}`);
        return result;
    } catch (error) {
        failures++;
        console.log(`FAILED ${name}: ${error?.constructor?.name}: ${String(error?.message).slice(0, 300)} ${String(error?.cause?.message ?? '').slice(0, 900)}`);
        return undefined;
    }
}

await call('chat.complete', () => client.chat.complete({ model, messages }));
await call('chat.complete with tools', () => client.chat.complete({ model, messages, tools: [weather], toolChoice: 'any' }));
await call('chat.complete with a schema', () => client.chat.complete({
    model, messages, responseFormat: { type: 'json_schema', jsonSchema: { name: 'a', schemaDefinition: { type: 'object', properties: { a: { type: 'string' } } } } },
}));
await call('chat.complete of several answers', () => client.chat.complete({ model, messages, n: 2 }));
await call('chat.stream', () => client.chat.stream({ model, messages }));
await call('chat.stream with tools', () => client.chat.stream({ model, messages, tools: [weather], toolChoice: 'any' }));
await call('chat.stream of reasoning', () => client.chat.stream({ model: 'magistral-small-latest', messages }));
await call('fim.complete', () => client.fim.complete({ model: 'codestral-latest', prompt: 'def f(', suffix: 'return a' }));
await call('fim.stream', () => client.fim.stream({ model: 'codestral-latest', prompt: 'def f(' }));
await call('embeddings.create', () => client.embeddings.create({ model: 'mistral-embed', inputs: ['a', 'b'] }));
await call('classifiers.moderate', () => client.classifiers.moderate({ model: 'mistral-moderation-latest', inputs: ['a'] }));
await call('classifiers.classify', () => client.classifiers.classify({ model: 'ft:classifier:ministral-3b:acme:20260102:beef5678', inputs: ['a'] }));

const models = await call('models.list', () => client.models.list());
await call('models.retrieve', () => client.models.retrieve({ modelId: models?.data?.[0]?.id ?? model }));

const agent = await call('agents.create', () => client.beta.agents.create({ model, name: 'Helpdesk', instructions: 'Answer.', tools: [{ type: 'web_search' }] }));
if (agent) {
    const agentId = agent.id;
    await call('agents.get', () => client.beta.agents.get({ agentId }));
    await call('agents.listPages', () => client.beta.agents.listPages());
    await call('agents.update', () => client.beta.agents.update({ agentId, updateAgentRequest: { description: 'One' } }));
    await call('agents.listVersions', () => client.beta.agents.listVersions({ agentId }));
    await call('agents.getVersion', () => client.beta.agents.getVersion({ agentId, version: '0' }));
    await call('agents.updateVersion', () => client.beta.agents.updateVersion({ agentId, version: 0 }));
    await call('agents.createVersionAlias', () => client.beta.agents.createVersionAlias({ agentId, alias: 'prod', version: 0 }));
    await call('agents.listVersionAliases', () => client.beta.agents.listVersionAliases({ agentId }));
    await call('agents.deleteVersionAlias', () => client.beta.agents.deleteVersionAlias({ agentId, alias: 'prod' }));
    await call('agents.complete', () => client.agents.complete({ agentId, messages }));
    await call('agents.stream', () => client.agents.stream({ agentId, messages }));
    await call('conversations.start with an agent', () => client.beta.conversations.start({ agentId, inputs: 'Hi' }));
    await call('agents.delete', () => client.beta.agents.delete({ agentId }));
}

const conversation = await call('conversations.start', () => client.beta.conversations.start({ model, inputs: 'Hi' }));
if (conversation) {
    const conversationId = conversation.conversationId;
    await call('conversations.append', () => client.beta.conversations.append({ conversationId, conversationAppendRequest: { inputs: 'And?' } }));
    await call('conversations.appendStream', () => client.beta.conversations.appendStream({ conversationId, conversationAppendStreamRequest: { inputs: 'And?' } }));
    await call('conversations.get', () => client.beta.conversations.get({ conversationId }));
    const history = await call('conversations.getHistory', () => client.beta.conversations.getHistory({ conversationId }));
    await call('conversations.getMessages', () => client.beta.conversations.getMessages({ conversationId }));
    await call('conversations.list', () => client.beta.conversations.list());
    const fromEntryId = history?.entries?.[0]?.id;
    await call('conversations.restart', () => client.beta.conversations.restart({ conversationId, conversationRestartRequest: { inputs: 'Or?', fromEntryId } }));
    await call('conversations.restartStream', () => client.beta.conversations.restartStream({ conversationId, conversationRestartStreamRequest: { inputs: 'Or?', fromEntryId } }));
    await call('conversations.delete', () => client.beta.conversations.delete({ conversationId }));
}

await call('conversations.startStream', () => client.beta.conversations.startStream({ model, inputs: 'Hi' }));

const library = await call('libraries.create', () => client.beta.libraries.create({ name: 'Notes' }));
if (library) {
    const libraryId = library.id;
    await call('libraries.get', () => client.beta.libraries.get({ libraryId }));
    await call('libraries.list', () => client.beta.libraries.list());
    await call('libraries.update', () => client.beta.libraries.update({ libraryId, updateLibraryRequest: { description: 'One' } }));
    const uploaded = await call('documents.upload', () => client.beta.libraries.documents.upload({ libraryId, requestBody: { file: document('Hello') } }));
    if (uploaded) {
        const at = { libraryId, documentId: uploaded.id };
        await call('documents.get', () => client.beta.libraries.documents.get(at));
        await call('documents.list', () => client.beta.libraries.documents.list({ libraryId }));
        await call('documents.update', () => client.beta.libraries.documents.update({ ...at, updateDocumentRequest: { name: 'b.txt' } }));
        let status = await call('documents.status', () => client.beta.libraries.documents.status(at));
        for (let i = 0; i < 20 && status?.processingStatus !== 'Completed'; i++) {
            status = await client.beta.libraries.documents.status(at);
        }

        await call('documents.textContent', () => client.beta.libraries.documents.textContent(at));
        await call('documents.getSignedUrl', () => client.beta.libraries.documents.getSignedUrl(at));
        await call('documents.reprocess', () => client.beta.libraries.documents.reprocess(at));
        await call('documents.delete', () => client.beta.libraries.documents.delete(at));
    }

    await call('accesses.list', () => client.beta.libraries.accesses.list({ libraryId }));
    await call('libraries.delete', () => client.beta.libraries.delete({ libraryId }));
}

console.log(failures === 0 ? 'ALL CALLS PARSED' : `${failures} CALLS FAILED`);
process.exit(failures === 0 ? 0 : 1);
