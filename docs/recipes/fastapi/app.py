"""Application under test: a FastAPI service that starts conversations with the client."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI, HTTPException, Request
from thulium_chat import AsyncThuliumChat, ThuliumError


@asynccontextmanager
async def lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Keep one client for all requests; its settings come from THULIUM_BASE_URL, THULIUM_USER and THULIUM_PASSWORD."""
    async with AsyncThuliumChat() as app.state.chat:
        yield


app = FastAPI(lifespan=lifespan)


@app.post("/contact")
async def contact(request: Request, email: str) -> dict[str, str]:
    """Start a conversation for whoever has filled in the form."""
    chat: AsyncThuliumChat = request.app.state.chat
    try:
        conversation = await chat.start_conversation(3, client_email=email)
    except ThuliumError as error:
        raise HTTPException(502, str(error)) from error
    return {"conversation": str(conversation.conversation_id)}
