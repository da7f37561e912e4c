import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openapitools.client.ApiClient;
import org.openapitools.client.ApiException;
import org.openapitools.client.api.ChatConversationsApi;
import org.openapitools.client.api.ChatsApi;
import org.openapitools.client.api.WebhooksApi;
import org.openapitools.client.model.ErrorEnvelope;
import org.openapitools.client.model.Message;
import org.openapitools.client.model.WebhookInput;

/** Driver of what OpenAPI Generator makes for Java: answers calls, one in a line of JSON, with outcomes. */
public final class Driver {
    private static final ObjectMapper MAPPER = ApiClient.createDefaultObjectMapper();

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        PrintStream output = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            output.println(MAPPER.writeValueAsString(outcome(MAPPER.readTree(line))));
        }
    }

    private static Map<String, Object> outcome(JsonNode asked) {
        Map<String, Object> outcome = new HashMap<>();
        try {
            outcome.put("value", value(asked));
        } catch (ApiException error) {
            outcome.put("status", error.getCode());
            outcome.put("error", envelope(error.getResponseBody()));
            outcome.put("retryAfter", error.getResponseHeaders().firstValue("Retry-After").orElse(null));
        } catch (RuntimeException error) {
            outcome.put("failed", error.toString());
        }
        return outcome;
    }

    /** Proxies answer errors without an envelope. */
    private static ErrorEnvelope envelope(String body) {
        try {
            return body == null ? null : MAPPER.readValue(body, ErrorEnvelope.class);
        } catch (IOException error) {
            return null;
        }
    }

    private static Object value(JsonNode asked) throws ApiException {
        JsonNode given = asked.get("given");
        String language = text(asked.get("headers"), "Accept-Language");
        ApiClient client = client(asked.get("connection"));
        ChatConversationsApi conversations = new ChatConversationsApi(client);
        switch (asked.get("call").asText()) {
            case "startConversation":
                return conversations.startConversation(
                    number(given, "chat_queue_id"), text(given, "client_name"), text(given, "client_surname"),
                    text(given, "client_email"), text(given, "client_id"), number(given, "customer_id"), language);
            case "sendMessage":
                Message message = new Message().text(text(given, "text")).externalChatbotId(chatbot(given));
                conversations.sendMessage(text(given, "conversation_id"), message, language);
                return null;
            case "stopConversation":
                conversations.stopConversation(text(given, "conversation_id"), chatbot(given), language);
                return null;
            case "removeTexts":
                conversations.removeTexts(text(given, "conversation_id"), text(given, "participant"), language);
                return null;
            case "listChats":
                Boolean messages = given.has("include_messages") ? given.get("include_messages").asBoolean() : null;
                return new ChatsApi(client).listChats(
                    number(given, "limit"), number(given, "offset"), text(given, "date_from"), null,
                    text(given, "status"), null, messages, null, null, language);
            case "listWebhooks":
                return new WebhooksApi(client).listWebhooks(language);
            default:
                List<String> actions = new ArrayList<>();
                given.get("actions").forEach(action -> actions.add(action.asText()));
                WebhookInput webhook = new WebhookInput().actions(actions)
                    .subscriptionUrl(text(given, "subscription_url"))
                    .httpAuthUser(text(given, "http_auth_user"))
                    .httpAuthPassword(text(given, "http_auth_password"));
                return new WebhooksApi(client).createWebhook(webhook, language);
        }
    }

    private static ApiClient client(JsonNode connection) {
        ApiClient client = new ApiClient();
        client.updateBaseUri(text(connection, "baseUrl"));
        byte[] credentials = (text(connection, "user") + ":" + text(connection, "password")).getBytes(StandardCharsets.UTF_8);
        String authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
        return client.setRequestInterceptor(request -> request.setHeader("Authorization", authorization));
    }

    private static String chatbot(JsonNode given) {
        return text(given, "external_chatbot_id");
    }

    private static String text(JsonNode object, String name) {
        return object.has(name) ? object.get(name).asText() : null;
    }

    private static Integer number(JsonNode object, String name) {
        return object.has(name) ? object.get(name).asInt() : null;
    }
}
