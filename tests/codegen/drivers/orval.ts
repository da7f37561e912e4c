import * as api from 'generated/orval/thulium';
import * as schemas from 'generated/orval/zod';
import { basic, type Driver, type Outcome } from './contract';
import { connect } from './orval-mutator';

interface Answer {
  status: number;
  data: unknown;
  headers: Headers;
}

/** The outcome of a call, its answer read by the schema of zod. */
async function outcome(answering: Promise<Answer>, schema: { parse: (data: unknown) => unknown }): Promise<Outcome> {
  const { status, data, headers } = await answering;
  if (status < 300) return { value: schema.parse(data) };
  return { status, error: data, retryAfter: headers.get('Retry-After') };
}

const driver: Driver = (connection) => {
  connect(connection.baseUrl, basic(connection));
  return {
    startConversation: (query, headers) =>
      outcome(api.startConversation(query, headers), schemas.StartConversationResponse),
    sendMessage: ({ conversation_id, ...body }, headers) =>
      outcome(api.sendMessage(conversation_id, body, headers), schemas.SendMessageResponse),
    stopConversation: ({ conversation_id, ...query }, headers) =>
      outcome(api.stopConversation(conversation_id, query, headers), schemas.StopConversationResponse),
    removeTexts: ({ conversation_id, participant }, headers) =>
      outcome(api.removeTexts(conversation_id, participant, headers), schemas.RemoveTextsResponse),
    listChats: (query, headers) => outcome(api.listChats(query, headers), schemas.ListChatsResponse),
    listWebhooks: (_, headers) => outcome(api.listWebhooks(headers), schemas.ListWebhooksResponse),
    createWebhook: (body, headers) => outcome(api.createWebhook(body, headers), schemas.CreateWebhookResponse),
  };
};

export default driver;
