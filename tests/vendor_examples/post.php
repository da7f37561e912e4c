<?php

// Posts a body, which may be empty, from PHP with the curl extension, as the vendor's sample does: 200 alone is success,
// the length is counted in characters, and an empty answer is taken for a failure.
// Usage: php post.php URL USER PASSWORD BODY; COUNT=bytes counts as HTTP does, ACCEPT_ANY_CERTIFICATE=1 takes a self-signed one.

declare(strict_types=1);

[, $url, $user, $password, $body] = $argv;
$length = getenv('COUNT') === 'bytes' ? strlen($body) : iconv_strlen($body, 'UTF-8');

$curl = curl_init($url);
curl_setopt_array($curl, [
    CURLOPT_POST => true,
    CURLOPT_POSTFIELDS => $body,
    CURLOPT_HTTPHEADER => ['Content-Type: application/json; charset=utf-8', 'Content-Length: ' . $length],
    CURLOPT_HTTPAUTH => CURLAUTH_BASIC,
    CURLOPT_USERPWD => $user . ':' . $password,
    CURLOPT_TIMEOUT => 30,
    CURLOPT_RETURNTRANSFER => true,
]);
if (getenv('ACCEPT_ANY_CERTIFICATE') === '1') {
    curl_setopt_array($curl, [CURLOPT_SSL_VERIFYPEER => false, CURLOPT_SSL_VERIFYHOST => 0]);
}

$answer = curl_exec($curl);
if (!$answer) {
    fwrite(STDERR, (curl_error($curl) ?: 'empty answer') . "\n");
    exit(2);
}
$succeeded = curl_getinfo($curl, CURLINFO_RESPONSE_CODE) === 200;
echo $succeeded ? json_decode($answer, flags: JSON_THROW_ON_ERROR)->conversation_id : $answer, "\n";
exit($succeeded ? 0 : 1);
