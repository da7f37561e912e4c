import createClient from 'openapi-fetch';
import type { paths } from 'generated/openapi-fetch/thulium';
import { basic, type Driver, outcome } from './contract';

const driver: Driver = (connection) => {
  const client = createClient<paths>({ baseUrl: connection.baseUrl, headers: { Authorization: basic(connection) } });
  return {
    startConversation: (query, header) =>
      outcome(client.POST('/chat_conversations/start', { params: { query, header } })),
    sendMessage: ({ conversation_id, ...body }, header) =>
      outcome(
        client.POST('/chat_conversations/{conversation_id}/message', {
          params: { path: { conversation_id }, header },
          body,
        }),
      ),
    stopConversation: ({ conversation_id, ...query }, header) =>
      outcome(
        client.POST('/chat_conversations/{conversation_id}/stop', {
          params: { path: { conversation_id }, query, header },
        }),
      ),
    removeTexts: (path, header) =>
      outcome(
        client.DELETE('/chat_conversations/content/{conversation_id}/{participant}', { params: { path, header } }),
      ),
    listChats: (query, header) => outcome(client.GET('/chats', { params: { query, header } })),
    listWebhooks: (_, header) => outcome(client.GET('/webhooks', { params: { header } })),
    createWebhook: (body, header) => outcome(client.POST('/webhooks', { params: { header }, body })),
  };
};

export default driver;
