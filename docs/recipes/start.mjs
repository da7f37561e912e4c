// The code under test: what an application does to start a conversation.

/** Start a conversation and return its id; throws what the API says is wrong. */
export async function startConversation(baseUrl, parameters, { authorization, signal = AbortSignal.timeout(5_000) } = {}) {
  const answer = await fetch(`${baseUrl}/chat_conversations/start?${new URLSearchParams(parameters)}`, {
    method: "POST",
    headers: authorization ? { Authorization: authorization } : {},
    // Without it, happy-dom takes the header away.
    credentials: "include",
    signal,
  });
  const { conversation_id: id, errors = [] } = await answer.json();
  if (!answer.ok) throw new Error(errors.map(({ message }) => message).join(" "));
  return id;
}
