package io.lockgate.testing;

import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A network between a service and its server that fails at a statement of choice: it counts what the client asks, message by
 * message (PostgreSQL documentation, 54.7), on all connections together.
 */
public final class CuttingProxy implements AutoCloseable {

    private static final int FIRST_PROTOCOL = 0x30000;

    private static final int LAST_PROTOCOL = 0x3FFFF;

    /** The ways to lose a session. */
    public enum Cut {
        /** The statement never reaches the server. */
        BEFORE,
        /** The server executes the statement, and its answer is lost. */
        AFTER,
        /** An administrator ends the session before the statement. */
        ENDED
    }

    private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    private final Database database;

    private final AtomicInteger untilCut = new AtomicInteger();

    private volatile Cut cut = Cut.BEFORE;

    private CuttingProxy(Database database) throws IOException {
        this.database = database;
    }

    /** A network to a database that does not fail yet. */
    public static CuttingProxy to(Database database) throws IOException {
        CuttingProxy proxy = new CuttingProxy(database);
        start(proxy::accept);
        return proxy;
    }

    public String url() {
        return "jdbc:postgresql://localhost:%d/%s".formatted(listener.getLocalPort(), database.name());
    }

    /** Fails once: at the n-th statement from now on, beginning with 1. */
    public void cutAt(int number, Cut how) {
        cut = how;
        untilCut.set(number);
    }

    /** Returns whether it has failed as it was told to. */
    public boolean hasCut() {
        return untilCut.get() <= 0;
    }

    /** Fails no more. */
    public void heal() {
        untilCut.set(0);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), Postgres.port());
                var connection = new Connection(client, server);
                start(connection::ask);
                start(connection::answer);
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void start(Runnable work) {
        Thread thread = new Thread(work, "cutting-proxy");
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private final class Connection {

        private final Socket client;

        private final Socket server;

        private volatile boolean answerIsLost;

        Connection(Socket client, Socket server) throws IOException {
            this.client = client;
            this.server = server;
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
        }

        void ask() {
            try (client;
                    server) {
                var in = new DataInputStream(client.getInputStream());
                var out = server.getOutputStream();
                boolean started = false;
                while (!started) {
                    byte[] opening = message(in);
                    int code = new DataInputStream(new ByteArrayInputStream(opening, 4, 4)).readInt();
                    started = code >= FIRST_PROTOCOL && code <= LAST_PROTOCOL;
                    out.write(opening);
                    out.flush();
                }
                while (true) {
                    int type = in.readUnsignedByte();
                    byte[] rest = message(in);
                    boolean asks = type == 'Q' || type == 'S';
                    if (asks && untilCut.get() > 0 && untilCut.decrementAndGet() == 0) {
                        if (cut == Cut.BEFORE) {
                            return;
                        }
                        answerIsLost = cut == Cut.AFTER;
                        if (cut == Cut.ENDED) {
                            end();
                        }
                    }
                    byte[] whole = new byte[rest.length + 1];
                    whole[0] = (byte) type;
                    System.arraycopy(rest, 0, whole, 1, rest.length);
                    out.write(whole);
                }
            } catch (IOException e) {
                // as every connection ends
            }
        }

        private void end() {
            database.query("select pg_terminate_backend(pid, 10000) from pg_stat_activity where client_port = "
                    + server.getLocalPort());
        }

        void answer() {
            try (client;
                    server) {
                InputStream in = server.getInputStream();
                var out = client.getOutputStream();
                byte[] buffer = new byte[8192];
                for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
                    if (answerIsLost) {
                        return;
                    }
                    out.write(buffer, 0, read);
                    out.flush();
                }
            } catch (IOException e) {
                // as every connection ends
            }
        }

        /** The length, which counts itself, and what follows. */
        private static byte[] message(DataInputStream in) throws IOException {
            int length = in.readInt();
            byte[] message = new byte[length];
            ByteBuffer.wrap(message).putInt(length);
            in.readFully(message, 4, length - 4);
            return message;
        }
    }
}
