import { createClient } from 'generated/hey-api/client';
import * as sdk from 'generated/hey-api';
import { type Driver, outcome } from './contract';

const driver: Driver = ({ baseUrl, user, password }) => {
  const client = createClient({ baseUrl, auth: `${user}:${password}` });
  return {
    startConversation: (query, headers) => outcome(sdk.startConversation({ client, query, headers })),
    sendMessage: ({ conversation_id, ...body }, headers) =>
      outcome(sdk.sendMessage({ client, path: { conversation_id }, body, headers })),
    stopConversation: ({ conversation_id, ...query }, headers) =>
      outcome(sdk.stopConversation({ client, path: { conversation_id }, query, headers })),
    removeTexts: (path, headers) => outcome(sdk.removeTexts({ client, path, headers })),
    listChats: (query, headers) => outcome(sdk.listChats({ client, query, headers })),
    listWebhooks: (_, headers) => outcome(sdk.listWebhooks({ client, headers })),
    createWebhook: (body, headers) => outcome(sdk.createWebhook({ client, body, headers })),
  };
};

export default driver;
