package io.lockgate.sample;

import static io.lockgate.sample.Eventually.eventually;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Clients that use a database all the time, in short transactions, until this is closed. */
final class Traffic implements AutoCloseable {

    private final ExecutorService clients;

    private final AtomicInteger transactions = new AtomicInteger();

    private Traffic(int clients) {
        this.clients = Executors.newFixedThreadPool(clients);
    }

    static Traffic on(String url, int clients) {
        Traffic traffic = new Traffic(clients);
        for (int client = 0; client < clients; client++) {
            traffic.clients.execute(() -> traffic.use(url));
        }
        eventually(() -> traffic.transactions.get() > clients);
        return traffic;
    }

    private void use(String url) {
        try (Connection connection = DriverManager.getConnection(url, LocalPostgres.USERNAME, LocalPostgres.PASSWORD);
                Statement statement = connection.createStatement()) {
            while (!clients.isShutdown()) {
                statement.execute("select pg_sleep(0.005 * random())");
                transactions.incrementAndGet();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("The traffic has come to a halt.", e);
        }
    }

    @Override
    public void close() {
        clients.shutdown();
    }
}
