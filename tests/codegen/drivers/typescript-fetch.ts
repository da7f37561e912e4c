import {
  ChatConversationsApi,
  ChatListToJSON,
  ChatsApi,
  Configuration,
  ConversationToJSON,
  ResponseError,
  WebhooksApi,
  WebhookToJSON,
} from 'generated/typescript-fetch';
import { body, type Driver, type Outcome } from './contract';

async function outcome<Value>(answering: Promise<Value>, show: (value: Value) => unknown): Promise<Outcome> {
  try {
    return { value: show(await answering) };
  } catch (failed) {
    if (!(failed instanceof ResponseError)) throw failed;
    const { status, headers } = failed.response;
    return { status, error: await body(failed.response), retryAfter: headers.get('Retry-After') };
  }
}

const driver: Driver = ({ baseUrl, user, password }) => {
  const configuration = new Configuration({ basePath: baseUrl, username: user, password });
  const conversations = new ChatConversationsApi(configuration);
  const chats = new ChatsApi(configuration);
  const webhooks = new WebhooksApi(configuration);
  const empty = (): null => null;
  return {
    startConversation: (given, headers) =>
      outcome(
        conversations.startConversation({
          chatQueueId: given.chat_queue_id,
          clientName: given.client_name,
          clientSurname: given.client_surname,
          clientEmail: given.client_email,
          clientId: given.client_id,
          customerId: given.customer_id,
          acceptLanguage: headers['Accept-Language'],
        }),
        ConversationToJSON,
      ),
    sendMessage: ({ conversation_id, text, external_chatbot_id }, headers) =>
      outcome(
        conversations.sendMessage({
          conversationId: conversation_id,
          message: { text, externalChatbotId: external_chatbot_id },
          acceptLanguage: headers['Accept-Language'],
        }),
        empty,
      ),
    stopConversation: ({ conversation_id, external_chatbot_id }, headers) =>
      outcome(
        conversations.stopConversation({
          conversationId: conversation_id,
          externalChatbotId: external_chatbot_id,
          acceptLanguage: headers['Accept-Language'],
        }),
        empty,
      ),
    removeTexts: ({ conversation_id, participant }, headers) =>
      outcome(
        conversations.removeTexts({
          conversationId: conversation_id,
          participant,
          acceptLanguage: headers['Accept-Language'],
        }),
        empty,
      ),
    listChats: (given, headers) =>
      outcome(
        chats.listChats({
          limit: given.limit,
          offset: given.offset,
          dateFrom: given.date_from,
          status: given.status,
          includeMessages: given.include_messages,
          acceptLanguage: headers['Accept-Language'],
        }),
        ChatListToJSON,
      ),
    listWebhooks: (_, headers) =>
      outcome(webhooks.listWebhooks({ acceptLanguage: headers['Accept-Language'] }), (list) => list.map(WebhookToJSON)),
    createWebhook: (given, headers) =>
      outcome(
        webhooks.createWebhook({
          webhookInput: {
            actions: given.actions,
            subscriptionUrl: given.subscription_url,
            httpAuthUser: given.http_auth_user,
            httpAuthPassword: given.http_auth_password,
          },
          acceptLanguage: headers['Accept-Language'],
        }),
        WebhookToJSON,
      ),
  };
};

export default driver;
