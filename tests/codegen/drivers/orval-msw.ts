/** Calls each operation with orval's functions where its handlers of msw answer, and prints the outcomes. */
import { setupServer } from 'msw/node';
import { getThuliumChatAPIMock } from 'generated/orval/thulium.msw';
import driver from './orval';

const conversation_id = '6ed7c941-2c8a-411e-95d2-338a9f64800a';
const server = setupServer(...getThuliumChatAPIMock());
server.listen({ onUnhandledFrame: 'error' });
const calls = driver({ baseUrl: 'https://your-system-name.thulium.com/api', user: 'api_user', password: 'api_pass' });
const outcomes = await Promise.all([
  calls.startConversation({ chat_queue_id: 3 }, {}),
  calls.sendMessage({ conversation_id, text: 'Hello, world!' }, {}),
  calls.stopConversation({ conversation_id }, {}),
  calls.removeTexts({ conversation_id, participant: 'both' }, {}),
  calls.listChats({}, {}),
  calls.listWebhooks({}, {}),
  calls.createWebhook({ actions: ['CHAT_CONVERSATION_CREATED'], subscription_url: 'https://example.org/thulium' }, {}),
]);
server.close();
console.log(JSON.stringify(outcomes));
