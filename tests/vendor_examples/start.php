<?php

// Starts a conversation from PHP with the curl extension.
// Usage: php start.php BASE_URL USER PASSWORD [name=value ...]; ACCEPT_ANY_CERTIFICATE=1 for a self-signed certificate.

declare(strict_types=1);

[, $baseUrl, $user, $password] = $argv;

$query = [];
foreach (array_slice($argv, 4) as $pair) {
    [$name, $value] = explode('=', $pair, 2);
    $query[$name] = $value;
}

$curl = curl_init($baseUrl . '/chat_conversations/start?' . http_build_query($query));
curl_setopt_array($curl, [
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => '',
    CURLOPT_HTTPHEADER => ['Content-Type: application/json; charset=utf-8', 'Content-Length: 0'],
    CURLOPT_HTTPAUTH => CURLAUTH_BASIC,
    CURLOPT_USERPWD => $user . ':' . $password,
    CURLOPT_TIMEOUT => 30,
    CURLOPT_RETURNTRANSFER => true,
]);
if (getenv('ACCEPT_ANY_CERTIFICATE') === '1') {
    curl_setopt_array($curl, [CURLOPT_SSL_VERIFYPEER => false, CURLOPT_SSL_VERIFYHOST => 0]);
}

$body = curl_exec($curl);
if ($body === false) {
    fwrite(STDERR, curl_error($curl) . "\n");
    exit(2);
}

if (curl_getinfo($curl, CURLINFO_RESPONSE_CODE) === 200) {
    echo json_decode($body, flags: JSON_THROW_ON_ERROR)->conversation_id, "\n";
} else {
    echo $body, "\n";
    exit(1);
}
