package io.lockgate.sample;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A proxy in front of a server, whose connections can go deaf and dumb: they stay open, and nothing gets through any more, not
 * even their end. It shows what a client sees of a network that loses packets, not what the server sees, since the kernel goes on
 * acknowledging; see {@link Network}.
 */
final class TcpProxy implements AutoCloseable {

    private static final InetAddress ADDRESS = InetAddress.getLoopbackAddress();

    private final DatabaseServer server;

    private final ServerSocket clients;

    private final List<Link> links = new CopyOnWriteArrayList<>();

    private final ExecutorService threads = Executors.newCachedThreadPool();

    private TcpProxy(DatabaseServer server, ServerSocket clients) {
        this.server = server;
        this.clients = clients;
    }

    static TcpProxy to(DatabaseServer server) {
        try {
            TcpProxy proxy = new TcpProxy(server, new ServerSocket(0, 0, ADDRESS));
            proxy.threads.execute(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException("The proxy did not start.", e);
        }
    }

    String url(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(ADDRESS.getHostAddress(), clients.getLocalPort(), database);
    }

    /** From now on nothing gets through the connections that there are; new ones work. */
    void freeze() {
        links.forEach(Link::freeze);
    }

    @Override
    public void close() throws IOException {
        clients.close();
        links.forEach(Link::close);
        threads.shutdown();
    }

    private void accept() {
        while (!clients.isClosed()) {
            try {
                link(clients.accept());
            } catch (IOException e) {
                // this is closed
            }
        }
    }

    private void link(Socket client) throws IOException {
        try {
            Link link = new Link(client, new Socket("localhost", server.port()));
            links.add(link);
            threads.execute(() -> link.forward(link.client, link.server));
            threads.execute(() -> link.forward(link.server, link.client));
        } catch (IOException e) {
            client.close();
        }
    }

    /** One connection of a client, and the one to the server that belongs to it. */
    private static final class Link {

        private final Socket client;

        private final Socket server;

        private volatile boolean frozen;

        Link(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        void freeze() {
            frozen = true;
        }

        private void forward(Socket from, Socket to) {
            try {
                copy(from.getInputStream(), to.getOutputStream());
            } catch (IOException e) {
                // an end like any other
            }
            if (!frozen) {
                close();
            }
        }

        private void copy(InputStream in, OutputStream out) throws IOException {
            byte[] bytes = new byte[8192];
            for (int length = in.read(bytes); length >= 0; length = in.read(bytes)) {
                if (!frozen) {
                    out.write(bytes, 0, length);
                }
            }
        }

        void close() {
            try {
                client.close();
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
