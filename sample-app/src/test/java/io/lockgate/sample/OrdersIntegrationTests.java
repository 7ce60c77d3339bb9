package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** The service as its customers meet it, on the schema that its own changelog builds. */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class OrdersIntegrationTests {

    private static final long CUSTOMER = 7;
    private static final String ESPRESSO = "COF-1013";
    private static final int ESPRESSO_CENTS = 990;

    private final JdbcClient jdbc;
    private final OrdersClient client;

    OrdersIntegrationTests(@Autowired JdbcClient jdbc, @LocalServerPort int port) {
        this.jdbc = jdbc;
        this.client = new OrdersClient(port);
    }

    @DynamicPropertySource
    static void localPostgres(DynamicPropertyRegistry properties) {
        LocalPostgres postgres = LocalPostgres.start();
        properties.add("spring.datasource.url", postgres::jdbcUrl);
        properties.add("spring.datasource.username", () -> LocalPostgres.USERNAME);
        properties.add("spring.datasource.password", () -> LocalPostgres.PASSWORD);
    }

    @BeforeEach
    void fillStock() {
        jdbc.sql("update stock set on_hand = 10").update();
    }

    @Test
    void anOrderIsPlacedAtTheCatalogPrice() {
        String order = client.place(CUSTOMER, ESPRESSO, 3);

        client.get(order)
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo("PLACED")
                .jsonPath("$.lines[0].priceCents")
                .isEqualTo(ESPRESSO_CENTS)
                .jsonPath("$.totalCents")
                .isEqualTo(3 * ESPRESSO_CENTS);
    }

    @Test
    void stockGoesDownWithAnOrder() {
        client.place(CUSTOMER, ESPRESSO, 4);

        assertThat(onHand()).isEqualTo(6);
    }

    @Test
    void aCancelledOrderGivesItsStockBackOnce() {
        String order = client.place(CUSTOMER, ESPRESSO, 4);

        client.post(order + "/cancel").expectStatus().isOk();
        client.post(order + "/cancel").expectStatus().isOk();

        assertThat(onHand()).isEqualTo(10);
    }

    @Test
    void anOrderThatIsShippedCannotBeCancelled() {
        String order = client.place(CUSTOMER, ESPRESSO, 4);
        jdbc.sql("update orders set status = 'SHIPPED'").update();

        expectProblem(client.post(order + "/cancel"), HttpStatus.CONFLICT, "Order is shipped");
        assertThat(onHand()).isEqualTo(6);
    }

    @Test
    void anOrderOfWhichOneLineIsShortReservesNothing() {
        ResponseSpec refused = client.order("""
                {"customerId": 7, "lines": [{"sku": "COF-1013", "quantity": 1}, {"sku": "TEA-2003", "quantity": 11}]}
                """);

        expectProblem(refused, HttpStatus.CONFLICT, "Stock is short");
        assertThat(onHand()).isEqualTo(10);
    }

    @Test
    void anUnknownSkuIsNotFound() {
        expectProblem(client.order(CUSTOMER, "COF-9999", 1), HttpStatus.NOT_FOUND, "Unknown product");
    }

    @Test
    void anUnknownCustomerIsNotFound() {
        expectProblem(client.order(999_999, ESPRESSO, 1), HttpStatus.NOT_FOUND, "Unknown customer");
    }

    @Test
    void anOrderWithoutLinesIsRefused() {
        expectProblem(client.order("{\"customerId\": 7}"), HttpStatus.BAD_REQUEST, "Incomplete order");
    }

    private int onHand() {
        return jdbc.sql("select on_hand from stock where sku = ?")
                .param(ESPRESSO)
                .query(Integer.class)
                .single();
    }

    private static void expectProblem(ResponseSpec response, HttpStatus status, String title) {
        response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.title")
                .isEqualTo(title);
    }
}
