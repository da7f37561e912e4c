import { Api, type HttpResponse } from 'generated/swagger-typescript-api/thulium';
import { basic, type Driver, type Outcome } from './contract';

async function outcome(answering: Promise<HttpResponse<unknown>>): Promise<Outcome> {
  try {
    return { value: (await answering).data };
  } catch (failed) {
    const response = failed as HttpResponse<unknown>;
    return { status: response.status, error: response.error, retryAfter: response.headers.get('Retry-After') };
  }
}

const driver: Driver = (connection) => {
  const api = new Api({
    baseUrl: connection.baseUrl,
    baseApiParams: { format: 'json' },
    securityWorker: () => ({ headers: { Authorization: basic(connection) } }),
  });
  return {
    startConversation: (query, headers) => outcome(api.chatConversations.startConversation(query, { headers })),
    sendMessage: ({ conversation_id, ...body }, headers) =>
      outcome(api.chatConversations.sendMessage(conversation_id, body, { headers })),
    stopConversation: ({ conversation_id, ...query }, headers) =>
      outcome(api.chatConversations.stopConversation(conversation_id, query, { headers })),
    removeTexts: ({ conversation_id, participant }, headers) =>
      outcome(api.chatConversations.removeTexts(conversation_id, participant, { headers })),
    listChats: (query, headers) => outcome(api.chats.listChats(query, { headers })),
    listWebhooks: (_, headers) => outcome(api.webhooks.listWebhooks({ headers })),
    createWebhook: (body, headers) => outcome(api.webhooks.createWebhook(body, { headers })),
  };
};

export default driver;
