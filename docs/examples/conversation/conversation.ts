/** A conversation with the mock, from its start to its end. */
import createClient from 'openapi-fetch';
import type { components, paths } from './thulium';

const baseUrl = new URLSearchParams(location.search).get('api') ?? 'http://127.0.0.1:4010/api';
const api = createClient<paths>({ baseUrl, headers: { Authorization: `Basic ${btoa('api_user:api_pass')}` } });

let conversation = '';

function element<Kind extends HTMLElement>(id: string, kind: new () => Kind): Kind {
  const found = document.getElementById(id);
  if (!(found instanceof kind)) throw new Error(`The page has no ${id}`);
  return found;
}

const startForm = element('start', HTMLFormElement);
const messageForm = element('message', HTMLFormElement);
const section = element('conversation', HTMLElement);

function text(form: HTMLFormElement, name: string): string {
  return String(new FormData(form).get(name) ?? '');
}

function show(status: string): void {
  element('status', HTMLElement).textContent = status;
}

/** Make a call, and show its error: all that is wrong, and what to quote to the support. */
async function attempt(
  calling: () => Promise<{ error?: components['schemas']['ErrorEnvelope']; response: Response }>,
): Promise<boolean> {
  const alert = element('error', HTMLElement);
  alert.textContent = '';
  try {
    const { error, response } = await calling();
    if (response.ok) return true;
    const sentences = error?.errors.map(({ message }) => message) ?? [`The system answers ${response.status}.`];
    alert.textContent = [...sentences, error && `(${error.request_id})`].filter(Boolean).join(' ');
  } catch {
    alert.textContent = `Nobody answers at ${baseUrl}.`;
  }
  return false;
}

startForm.addEventListener('submit', async (event) => {
  event.preventDefault();
  const query = { chat_queue_id: Number(text(startForm, 'queue')), client_name: text(startForm, 'name') };
  const started = await attempt(async () => {
    const answer = await api.POST('/chat_conversations/start', { params: { query } });
    conversation = answer.data?.conversation_id ?? '';
    return answer;
  });
  if (!started) return;
  startForm.hidden = true;
  section.hidden = false;
  show(`The conversation ${conversation} has begun.`);
});

messageForm.addEventListener('submit', async (event) => {
  event.preventDefault();
  const body = { text: text(messageForm, 'text') };
  const params = { path: { conversation_id: conversation } };
  if (!(await attempt(() => api.POST('/chat_conversations/{conversation_id}/message', { params, body })))) return;
  const item = document.createElement('li');
  item.textContent = body.text;
  element('messages', HTMLElement).append(item);
  messageForm.reset();
});

element('stop', HTMLButtonElement).addEventListener('click', async () => {
  const params = { path: { conversation_id: conversation } };
  if (!(await attempt(() => api.POST('/chat_conversations/{conversation_id}/stop', { params })))) return;
  messageForm.hidden = true;
  show('The conversation has ended.');
});
