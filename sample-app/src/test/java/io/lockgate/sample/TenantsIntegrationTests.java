package io.lockgate.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.lockgate.startup.Lockgate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.client.RestTestClient.ResponseSpec;

/** Tenants as their customers meet them: on one connection, which serves one after the other. */
@SpringBootTest(
        webEnvironment = WebEnvironment.RANDOM_PORT,
        properties = "spring.datasource.hikari.maximum-pool-size=1")
class TenantsIntegrationTests {

    /** Everybody's first customer. */
    private static final long CUSTOMER = 1;

    private static final String ESPRESSO = "COF-1013";

    private final JdbcClient jdbc;
    private final Lockgate lockgate;
    private final OrdersClient house;

    TenantsIntegrationTests(@Autowired JdbcClient jdbc, @Autowired Lockgate lockgate, @LocalServerPort int port) {
        this.jdbc = jdbc;
        this.lockgate = lockgate;
        this.house = new OrdersClient(port);
    }

    @DynamicPropertySource
    static void localPostgres(DynamicPropertyRegistry properties) {
        LocalPostgres postgres = LocalPostgres.start();
        properties.add("spring.datasource.url", postgres::jdbcUrl);
        properties.add("spring.datasource.username", () -> LocalPostgres.USERNAME);
        properties.add("spring.datasource.password", () -> LocalPostgres.PASSWORD);
    }

    @Test
    void aTenantIsServedAtOnce() {
        OrdersClient acme = joined("acme");

        String order = acme.place(CUSTOMER, ESPRESSO, 2);

        acme.get(order).expectBody().jsonPath("$.totalCents").isEqualTo(1980);
        house.get("/tenants")
                .expectBody()
                .jsonPath("$[?(@.name == 'acme')].displayName")
                .isEqualTo("The shop acme");
        house.get("/actuator/schema/acme").expectBody().jsonPath("$.state").isEqualTo("CURRENT");
    }

    @Test
    void nobodySeesTheOrdersOfATenant() {
        OrdersClient one = joined("one");
        OrdersClient another = joined("another");

        String order = one.place(CUSTOMER, ESPRESSO, 1);

        assertThat(orders(one)).isOne();
        assertThat(orders(another)).isZero();
        assertThat(orders(house)).isZero();
        expectProblem(another.get(order), HttpStatus.NOT_FOUND, "Unknown order");
        expectProblem(house.get(order), HttpStatus.NOT_FOUND, "Unknown order");
    }

    @Test
    void theStockIsShared() {
        OrdersClient baker = joined("baker");
        int before = onHand();

        baker.place(CUSTOMER, ESPRESSO, 3);

        assertThat(onHand()).isEqualTo(before - 3);
    }

    @Test
    void aRequestThatFailsLeavesNothingToTheNext() {
        OrdersClient unlucky = joined("unlucky");

        expectProblem(unlucky.order(CUSTOMER, ESPRESSO, 1000), HttpStatus.CONFLICT, "Stock is short");

        house.get("/customers/2").expectStatus().isOk();
        expectProblem(unlucky.get("/customers/2"), HttpStatus.NOT_FOUND, "Unknown customer");
        assertThat(searchPath()).isEqualTo("\"$user\", public");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "public", "", "x\"; drop table orders --"})
    void whoIsNoTenantIsNotServed(String name) {
        expectProblem(house.of(name).get("/customers/1"), HttpStatus.NOT_FOUND, "Unknown tenant");
    }

    @Test
    void aTenantIsServedOnceItsSchemaIsReady() {
        jdbc.sql("insert into tenants (schema_name, display_name) values ('later', 'Later')")
                .update();
        OrdersClient later = house.of("later");

        expectProblem(later.get("/customers/1"), HttpStatus.SERVICE_UNAVAILABLE, "Tenant is not ready")
                .expectHeader()
                .exists(HttpHeaders.RETRY_AFTER);

        lockgate.provisionTenant("later");
        later.get("/customers/1").expectStatus().isOk();
    }

    @Test
    void aNameIsTakenOnce() {
        joined("first");

        expectProblem(house.join("first"), HttpStatus.CONFLICT, "Name is taken");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Shop", "1st", "pg_shop", "public", "information_schema", "sh op", "shop'"})
    void whatNoSchemaIsCalledIsRefused(String name) {
        expectProblem(house.join(name), HttpStatus.BAD_REQUEST, "Illegal name");
    }

    private OrdersClient joined(String tenant) {
        house.join(tenant).expectStatus().isCreated();
        return house.of(tenant);
    }

    private static int orders(OrdersClient client) {
        Object[] orders = client.get("/customers/1/orders")
                .expectStatus()
                .isOk()
                .returnResult(Object[].class)
                .getResponseBody();
        return orders == null ? 0 : orders.length;
    }

    private int onHand() {
        return jdbc.sql("select on_hand from stock where sku = ?")
                .param(ESPRESSO)
                .query(Integer.class)
                .single();
    }

    private String searchPath() {
        return jdbc.sql("show search_path").query(String.class).single();
    }

    private static ResponseSpec expectProblem(ResponseSpec response, HttpStatus status, String title) {
        response.expectStatus()
                .isEqualTo(status)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON)
                .expectBody()
                .jsonPath("$.title")
                .isEqualTo(title);
        return response;
    }
}
