import { client, configure } from 'generated/redocly/thulium';
import { type Driver, outcome } from './contract';

const driver: Driver = ({ baseUrl, user, password }) => {
  configure({ serverUrl: baseUrl, auth: { basic: { username: user, password } } });
  return {
    startConversation: (query, headers) => outcome(client.startConversation({ query, headers })),
    sendMessage: ({ conversation_id, ...body }, headers) =>
      outcome(client.sendMessage({ path: { conversation_id }, body, headers })),
    stopConversation: ({ conversation_id, ...query }, headers) =>
      outcome(client.stopConversation({ path: { conversation_id }, query, headers })),
    removeTexts: (path, headers) => outcome(client.removeTexts({ path, headers })),
    listChats: (query, headers) => outcome(client.listChats({ query, headers })),
    listWebhooks: (_, headers) => outcome(client.listWebhooks({ headers })),
    createWebhook: (body, headers) => outcome(client.createWebhook({ body, headers })),
  };
};

export default driver;
