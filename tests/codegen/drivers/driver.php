<?php

/** Driver of what OpenAPI Generator makes for PHP: answers calls, one in a line of JSON, with outcomes. */

declare(strict_types=1);

use OpenAPI\Client\Api\ChatConversationsApi;
use OpenAPI\Client\Api\ChatsApi;
use OpenAPI\Client\Api\WebhooksApi;
use OpenAPI\Client\ApiException;
use OpenAPI\Client\Configuration;
use OpenAPI\Client\Model\Message;
use OpenAPI\Client\Model\WebhookInput;

error_reporting(E_ALL);
set_error_handler(function (int $level, string $message, string $file, int $line): never {
    throw new ErrorException($message, 0, $level, $file, $line);
});
require 'GuzzleHttp/autoload.php';
spl_autoload_register(function (string $class) use ($argv): void {
    if (str_starts_with($class, 'OpenAPI\\Client\\')) {
        require $argv[1] . '/lib/' . strtr(substr($class, 15), '\\', '/') . '.php';
    }
});

// The serializer asks the default configuration alone.
Configuration::getDefaultConfiguration()->setBooleanFormatForQueryString(Configuration::BOOLEAN_FORMAT_STRING);

/** What the operation of a call answers. */
function value(string $call, array $given, array $headers, array $connection): mixed
{
    $configuration = (new Configuration())
        ->setHost($connection['baseUrl'])
        ->setUsername($connection['user'])
        ->setPassword($connection['password']);
    [$conversations, $chats, $webhooks] = [
        new ChatConversationsApi(config: $configuration),
        new ChatsApi(config: $configuration),
        new WebhooksApi(config: $configuration),
    ];
    $named = $given + array_combine(array_map(fn ($name) => 'accept_language', $headers), $headers);
    return match ($call) {
        'startConversation' => $conversations->startConversation(...$named),
        'sendMessage' => $conversations->sendMessage($given['conversation_id'], new Message($given), ...$headers),
        'stopConversation' => $conversations->stopConversation(...$named),
        'removeTexts' => $conversations->removeTexts(...$named),
        'listChats' => $chats->listChats(...$named),
        'listWebhooks' => $webhooks->listWebhooks(...$named),
        'createWebhook' => $webhooks->createWebhook(new WebhookInput($given), ...$headers),
    };
}

while (($line = fgets(STDIN)) !== false) {
    $asked = json_decode($line, true);
    try {
        $outcome = ['value' => value($asked['call'], $asked['given'], array_values($asked['headers']), $asked['connection'])];
    } catch (ApiException $error) {
        $outcome = [
            'status' => $error->getCode(),
            'error' => $error->getResponseObject() ?? $error->getResponseBody(),
            'retryAfter' => array_change_key_case($error->getResponseHeaders() ?? [])['retry-after'][0] ?? null,
        ];
    } catch (Throwable $error) {
        $outcome = ['failed' => $error::class . ': ' . $error->getMessage()];
    }
    echo json_encode($outcome), "\n";
}
