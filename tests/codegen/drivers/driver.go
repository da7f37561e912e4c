// Driver of what OpenAPI Generator makes for Go: answers calls, one in a line of JSON, with outcomes.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"os"

	thulium "github.com/GIT_USER_ID/GIT_REPO_ID"
)

type asked struct {
	Call  string
	Given struct {
		ChatQueueId       *int32  `json:"chat_queue_id"`
		ClientName        *string `json:"client_name"`
		ClientSurname     *string `json:"client_surname"`
		ClientEmail       *string `json:"client_email"`
		ClientId          *string `json:"client_id"`
		CustomerId        *int32  `json:"customer_id"`
		ConversationId    string  `json:"conversation_id"`
		ExternalChatbotId *string `json:"external_chatbot_id"`
		Text              string
		Participant       string
		Limit             *int32
		Offset            *int32
		DateFrom          *string `json:"date_from"`
		Status            *string
		IncludeMessages   *bool `json:"include_messages"`
		Actions           []string
		SubscriptionUrl   string  `json:"subscription_url"`
		HttpAuthUser      *string `json:"http_auth_user"`
		HttpAuthPassword  *string `json:"http_auth_password"`
	}
	Headers    map[string]string
	Connection struct{ BaseUrl, User, Password string }
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		line, err := json.Marshal(outcome(lines.Bytes()))
		if err != nil {
			panic(err)
		}
		fmt.Println(string(line))
	}
}

func outcome(line []byte) map[string]any {
	var call asked
	if err := json.Unmarshal(line, &call); err != nil {
		return map[string]any{"failed": err.Error()}
	}
	value, response, err := answer(call)
	var failed *thulium.GenericOpenAPIError
	switch {
	case err == nil:
		return map[string]any{"value": value}
	case errors.As(err, &failed) && response != nil && response.StatusCode >= 300:
		var envelope any = failed.Model()
		if envelope == nil {
			envelope = string(failed.Body())
		}
		return map[string]any{
			"status": response.StatusCode, "error": envelope, "retryAfter": response.Header.Get("Retry-After"),
		}
	default:
		return map[string]any{"failed": err.Error()}
	}
}

func answer(call asked) (any, *http.Response, error) {
	configuration := thulium.NewConfiguration()
	configuration.Servers = thulium.ServerConfigurations{{URL: call.Connection.BaseUrl}}
	client := thulium.NewAPIClient(configuration)
	credentials := thulium.BasicAuth{UserName: call.Connection.User, Password: call.Connection.Password}
	ctx := context.WithValue(context.Background(), thulium.ContextBasicAuth, credentials)
	given, language := call.Given, call.Headers["Accept-Language"]
	if language == "" {
		language = "en"
	}
	conversations := client.ChatConversationsAPI
	switch call.Call {
	case "startConversation":
		request := conversations.StartConversation(ctx).AcceptLanguage(language)
		optional(&request, given.ChatQueueId, thulium.ApiStartConversationRequest.ChatQueueId)
		optional(&request, given.ClientName, thulium.ApiStartConversationRequest.ClientName)
		optional(&request, given.ClientSurname, thulium.ApiStartConversationRequest.ClientSurname)
		optional(&request, given.ClientEmail, thulium.ApiStartConversationRequest.ClientEmail)
		optional(&request, given.ClientId, thulium.ApiStartConversationRequest.ClientId)
		optional(&request, given.CustomerId, thulium.ApiStartConversationRequest.CustomerId)
		return pair(request.Execute())
	case "sendMessage":
		message := thulium.Message{Text: given.Text, ExternalChatbotId: given.ExternalChatbotId}
		request := conversations.SendMessage(ctx, given.ConversationId).Message(message).AcceptLanguage(language)
		response, err := request.Execute()
		return nil, response, err
	case "stopConversation":
		request := conversations.StopConversation(ctx, given.ConversationId).AcceptLanguage(language)
		optional(&request, given.ExternalChatbotId, thulium.ApiStopConversationRequest.ExternalChatbotId)
		response, err := request.Execute()
		return nil, response, err
	case "removeTexts":
		request := conversations.RemoveTexts(ctx, given.ConversationId, given.Participant).AcceptLanguage(language)
		response, err := request.Execute()
		return nil, response, err
	case "listChats":
		request := client.ChatsAPI.ListChats(ctx).AcceptLanguage(language)
		optional(&request, given.Limit, thulium.ApiListChatsRequest.Limit)
		optional(&request, given.Offset, thulium.ApiListChatsRequest.Offset)
		optional(&request, given.DateFrom, thulium.ApiListChatsRequest.DateFrom)
		optional(&request, given.Status, thulium.ApiListChatsRequest.Status)
		optional(&request, given.IncludeMessages, thulium.ApiListChatsRequest.IncludeMessages)
		return pair(request.Execute())
	case "listWebhooks":
		return pair(client.WebhooksAPI.ListWebhooks(ctx).AcceptLanguage(language).Execute())
	default:
		webhook := thulium.WebhookInput{
			Actions: given.Actions, SubscriptionUrl: given.SubscriptionUrl,
			HttpAuthUser: given.HttpAuthUser, HttpAuthPassword: given.HttpAuthPassword,
		}
		return pair(client.WebhooksAPI.CreateWebhook(ctx).WebhookInput(webhook).AcceptLanguage(language).Execute())
	}
}

func optional[Request, Value any](request *Request, value *Value, set func(Request, Value) Request) {
	if value != nil {
		*request = set(*request, *value)
	}
}

func pair[Value any](value Value, response *http.Response, err error) (any, *http.Response, error) {
	return value, response, err
}
