package io.lockgate.sample;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** A customer of the order service, over HTTP. */
final class OrdersClient {

    private final RestTestClient http;

    OrdersClient(int port) {
        this(RestTestClient.bindToServer().baseUrl("http://localhost:" + port).build());
    }

    private OrdersClient(RestTestClient http) {
        this.http = http;
    }

    /** The same in the schema of a tenant. */
    OrdersClient of(String tenant) {
        return new OrdersClient(http.mutate().defaultHeader("X-Tenant", tenant).build());
    }

    ResponseSpec get(String path) {
        return http.get().uri(path).exchange();
    }

    ResponseSpec post(String path) {
        return http.post().uri(path).exchange();
    }

    /** Sends an order whose body is that JSON, right or wrong. */
    ResponseSpec order(String json) {
        return post("/orders", json);
    }

    ResponseSpec join(String tenant) {
        return post("/tenants", "{\"name\": \"%s\", \"displayName\": \"The shop %1$s\"}".formatted(tenant));
    }

    private ResponseSpec post(String path, String json) {
        return http.post()
                .uri(path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(json)
                .exchange();
    }

    ResponseSpec order(long customerId, String sku, int quantity) {
        return order("{\"customerId\": %d, \"lines\": [{\"sku\": \"%s\", \"quantity\": %d}]}"
                .formatted(customerId, sku, quantity));
    }

    /** Places an order and answers where it is. */
    String place(long customerId, String sku, int quantity) {
        @Nullable
        URI location = order(customerId, sku, quantity)
                .expectStatus()
                .isCreated()
                .returnResult()
                .getResponseHeaders()
                .getLocation();
        return Objects.requireNonNull(location, "a placed order has a location").getPath();
    }
}
