import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Base64;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Posts a body, which may be empty, and prints the answer.
 *
 * <p>Usage: java -cp CLASSES Post URL USER PASSWORD ACCEPT_ANY_CERTIFICATE BODY
 */
public final class Post {
    public static void main(String[] arguments) throws IOException, GeneralSecurityException {
        RestClient client = new RestClient(arguments[1], arguments[2], Boolean.parseBoolean(arguments[3]));
        System.out.write(client.post(arguments[0], arguments[4]));
        System.out.println();
    }
}

/** A REST client in which every answer, an error too, is the text of its body. */
final class RestClient {
    private final String authorization;
    private final boolean acceptAnyCertificate;

    RestClient(String user, String password, boolean acceptAnyCertificate) {
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        this.authorization = "Basic " + Base64.getEncoder().encodeToString(credentials);
        this.acceptAnyCertificate = acceptAnyCertificate;
    }

    byte[] post(String url, String body) throws IOException, GeneralSecurityException {
        HttpURLConnection connection = (HttpURLConnection) URI.create(url).toURL().openConnection();
        if (acceptAnyCertificate && connection instanceof HttpsURLConnection) {
            HttpsURLConnection secure = (HttpsURLConnection) connection;
            secure.setSSLSocketFactory(trustingContext().getSocketFactory());
            secure.setHostnameVerifier((host, session) -> true);
        }
        connection.setRequestMethod("POST");
        connection.setRequestProperty("Authorization", authorization);
        connection.setRequestProperty("Accept", "application/json");
        connection.setRequestProperty("Content-Type", "application/json");
        connection.setConnectTimeout(30_000);
        connection.setReadTimeout(30_000);
        connection.setDoOutput(true);
        try (OutputStream output = connection.getOutputStream()) {
            output.write(body.getBytes(StandardCharsets.UTF_8));
        }
        boolean failed = connection.getResponseCode() >= 400;
        try (InputStream input = failed ? connection.getErrorStream() : connection.getInputStream()) {
            return input.readAllBytes();
        }
    }

    private static SSLContext trustingContext() throws GeneralSecurityException {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new AcceptAll()}, null);
        return context;
    }

    private static final class AcceptAll implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
