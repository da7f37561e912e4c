import { ApiException, Client, type ErrorEnvelope } from 'generated/nswag-typescript/thulium';
import { basic, type Driver, type Outcome } from './contract';

async function outcome(answering: Promise<unknown>): Promise<Outcome> {
  try {
    return { value: await answering };
  } catch (failed) {
    if (!ApiException.isApiException(failed)) throw failed;
    const error: ErrorEnvelope | string = failed.result ?? failed.response;
    return { status: failed.status, error, retryAfter: failed.headers['retry-after'] };
  }
}

const driver: Driver = (connection) => {
  const authorization = basic(connection);
  const client = new Client(connection.baseUrl, {
    fetch: (url, init) => fetch(url, { ...init, headers: { ...init?.headers, Authorization: authorization } }),
  });
  return {
    startConversation: (given, headers) =>
      outcome(
        client.startConversation(
          given.chat_queue_id,
          given.client_name,
          given.client_surname,
          given.client_email,
          given.client_id,
          given.customer_id,
          headers['Accept-Language'],
        ),
      ),
    sendMessage: ({ conversation_id, ...body }, headers) =>
      outcome(client.sendMessage(conversation_id, body, headers['Accept-Language'])),
    stopConversation: ({ conversation_id, external_chatbot_id }, headers) =>
      outcome(client.stopConversation(conversation_id, external_chatbot_id, headers['Accept-Language'])),
    removeTexts: ({ conversation_id, participant }, headers) =>
      outcome(client.removeTexts(conversation_id, participant, headers['Accept-Language'])),
    listChats: (given, headers) =>
      outcome(
        client.listChats(
          given.limit,
          given.offset,
          given.date_from,
          undefined,
          given.status,
          undefined,
          given.include_messages,
          undefined,
          undefined,
          headers['Accept-Language'],
        ),
      ),
    listWebhooks: (_, headers) => outcome(client.listWebhooks(headers['Accept-Language'])),
    createWebhook: (body, headers) => outcome(client.createWebhook(body, headers['Accept-Language'])),
  };
};

export default driver;
