/** What a driver of a generated TypeScript client is: one function for each operation, by the document's names. */

export interface Connection {
  baseUrl: string;
  user: string;
  password: string;
}

export interface Arguments {
  startConversation: {
    chat_queue_id: number;
    client_name?: string;
    client_surname?: string;
    client_email?: string;
    client_id?: string;
    customer_id?: number;
  };
  sendMessage: { conversation_id: string; text: string; external_chatbot_id?: string };
  stopConversation: { conversation_id: string; external_chatbot_id?: string };
  removeTexts: { conversation_id: string; participant: 'user' | 'customer' | 'both' };
  listChats: {
    limit?: number;
    offset?: number;
    date_from?: string;
    status?: 'CREATED' | 'IN_PROGRESS' | 'CLOSED';
    include_messages?: boolean;
  };
  listWebhooks: Record<string, never>;
  createWebhook: {
    actions: string[];
    subscription_url: string;
    http_auth_user?: string;
    http_auth_password?: string;
  };
}

/** A success, or an error with the body and the Retry-After that the client hands to its user. */
export type Outcome = { value: unknown } | { status: number; error: unknown; retryAfter?: unknown };

export type Calls = {
  [Name in keyof Arguments]: (given: Arguments[Name], headers: { 'Accept-Language'?: string }) => Promise<Outcome>;
};

export type Driver = (connection: Connection) => Calls;

/** The header of HTTP Basic in UTF-8, for clients that leave it to their user. */
export function basic({ user, password }: Connection): string {
  const octets = new TextEncoder().encode(`${user}:${password}`);
  return `Basic ${btoa(String.fromCharCode(...octets))}`;
}

/** The outcome of a client that returns data, error and response; an error without a body is one all the same. */
export async function outcome(
  result: PromiseLike<{ data?: unknown; error?: unknown; response?: Response | undefined }>,
): Promise<Outcome> {
  const { data, error, response } = await result;
  if (response === undefined) throw error;
  if (response.ok) return { value: data };
  return { status: response.status, error, retryAfter: response.headers.get('Retry-After') };
}

/** The body of a response: proxies answer errors without JSON. */
export async function body(response: Response): Promise<unknown> {
  const text = await response.text();
  return response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : text;
}
