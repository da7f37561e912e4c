using System;
using System.Collections.Generic;
using System.Linq;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;
using Thulium;

/// <summary>Driver of what NSwag makes for C#: answers calls, one in a line of JSON, with outcomes.</summary>
public static class Driver
{
    public static void Main()
    {
        Console.InputEncoding = Console.OutputEncoding = new UTF8Encoding(false);
        for (var line = Console.ReadLine(); line != null; line = Console.ReadLine())
        {
            Console.WriteLine(JsonConvert.SerializeObject(Outcome(JObject.Parse(line))));
        }
    }

    private static Dictionary<string, object> Outcome(JObject asked)
    {
        try
        {
            return new Dictionary<string, object> { ["value"] = Value(asked) };
        }
        catch (ApiException error) when (error.StatusCode >= 300)
        {
            var envelope = (object)(error as ApiException<ErrorEnvelope>)?.Result ?? error.Response;
            error.Headers.TryGetValue("Retry-After", out var waits);
            return new Dictionary<string, object>
            {
                ["status"] = error.StatusCode, ["error"] = envelope, ["retryAfter"] = waits?.First(),
            };
        }
        catch (Exception error)
        {
            return new Dictionary<string, object> { ["failed"] = error.Message };
        }
    }

    private static object Value(JObject asked)
    {
        var connection = asked["connection"];
        var http = new HttpClient();
        var credentials = Encoding.UTF8.GetBytes(connection["user"] + ":" + connection["password"]);
        http.DefaultRequestHeaders.Authorization =
            new AuthenticationHeaderValue("Basic", Convert.ToBase64String(credentials));
        var client = new ThuliumClient(http) { BaseUrl = (string)connection["baseUrl"] };
        var given = (JObject)asked["given"];
        var language = (string)asked["headers"]["Accept-Language"];
        var conversation = (string)given["conversation_id"];
        var chatbot = (string)given["external_chatbot_id"];
        switch ((string)asked["call"])
        {
            case "startConversation":
                return client.StartConversationAsync(
                    (int)given["chat_queue_id"], (string)given["client_name"], (string)given["client_surname"],
                    (string)given["client_email"], (string)given["client_id"], (int?)given["customer_id"], language).Result();
            case "sendMessage":
                var message = new Message { Text = (string)given["text"], External_chatbot_id = chatbot };
                client.SendMessageAsync(conversation, message, language).GetAwaiter().GetResult();
                return null;
            case "stopConversation":
                client.StopConversationAsync(conversation, chatbot, language).GetAwaiter().GetResult();
                return null;
            case "removeTexts":
                var participant = given["participant"].ToObject<Participant>();
                client.RemoveTextsAsync(conversation, participant, language).GetAwaiter().GetResult();
                return null;
            case "listChats":
                return client.ListChatsAsync(
                    (int?)given["limit"], (int?)given["offset"], (string)given["date_from"], null,
                    given["status"]?.ToObject<Status>(), null, (bool?)given["include_messages"], null, null, language).Result();
            case "listWebhooks":
                return client.ListWebhooksAsync(language).Result();
            default:
                return client.CreateWebhookAsync(given.ToObject<WebhookInput>(), language).Result();
        }
    }

    private static Answer Result<Answer>(this System.Threading.Tasks.Task<Answer> answering)
    {
        return answering.GetAwaiter().GetResult();
    }
}
