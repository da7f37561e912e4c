<?php

// Sends a message, or stops a conversation without a text, from PHP with the curl extension, as the vendor's sample does:
// the length is counted in characters, and an empty answer is taken for a failure.
// Usage: php message.php BASE_URL USER PASSWORD CONVERSATION [TEXT]; COUNT=bytes counts as HTTP does.

declare(strict_types=1);

[, $baseUrl, $user, $password, $conversation] = $argv;
$text = $argv[5] ?? null;
$body = $text === null ? '' : json_encode(['text' => $text], JSON_UNESCAPED_UNICODE);
$length = getenv('COUNT') === 'bytes' ? strlen($body) : iconv_strlen($body, 'UTF-8');

$curl = curl_init($baseUrl . '/chat_conversations/' . rawurlencode($conversation) . ($text === null ? '/stop' : '/message'));
curl_setopt_array($curl, [
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json; charset=utf-8', 'Content-Length: ' . $length],
    CURLOPT_HTTPAUTH => CURLAUTH_BASIC,
    CURLOPT_USERPWD => $user . ':' . $password,
    CURLOPT_TIMEOUT => 30,
    CURLOPT_RETURNTRANSFER => true,
]);

$answer = curl_exec($curl);
if (!$answer) {
    fwrite(STDERR, "empty answer\n");
    exit(curl_getinfo($curl, CURLINFO_RESPONSE_CODE) === 200 ? 3 : 2);
}
echo $answer, "\n";
exit(1);
