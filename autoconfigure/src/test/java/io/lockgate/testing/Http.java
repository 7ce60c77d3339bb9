package io.lockgate.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.springframework.test.json.JsonContent;

/** What a service answers that was started {@link TestService#listening() listening}. */
public final class Http {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final String root;

    Http(String port) {
        root = "http://localhost:" + port;
    }

    /** The status code that a GET is answered by. */
    public int status(String path) {
        return get(path).statusCode();
    }

    /** The JSON that a GET is answered by. */
    public JsonContent json(String path) {
        return new JsonContent(get(path).body());
    }

    private HttpResponse<String> get(String path) {
        try {
            return CLIENT.send(HttpRequest.newBuilder(URI.create(root + path)).build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError("No answer from " + root + path, e);
        }
    }
}
