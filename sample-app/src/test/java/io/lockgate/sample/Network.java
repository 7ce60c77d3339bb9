package io.lockgate.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;

/**
 * A network of one's own, with one cable to this machine: a network namespace of Linux. Once the cable is cut, packets are lost
 * in both directions without a word, so that neither end hears of the death of the other: its kernel cannot acknowledge, reset or
 * refuse anything, as that of a proxy would.
 *
 * <p>It needs root, or sudo without a password, and the commands {@code ip} and {@code iptables}.
 */
final class Network implements AutoCloseable {

    private static final String USER = System.getProperty("user.name");

    private final String name = "lg%08x".formatted(ThreadLocalRandom.current().nextInt());

    /** Of the addresses that RFC 2544 keeps for tests of networks; four belong together. */
    private final String subnet =
            "198.18.%d.".formatted(ThreadLocalRandom.current().nextInt(256));

    private final int first = 4 * ThreadLocalRandom.current().nextInt(64);

    private Network() {}

    /** For {@code @EnabledIf}. In continuous integration nobody reads that a test was skipped, hence it runs there and fails. */
    static boolean isExpected() {
        return "true".equals(System.getenv("CI")) || isPossible();
    }

    @SuppressWarnings("try") // made, not used
    private static boolean isPossible() {
        try (Network network = create()) {
            return true;
        } catch (RuntimeException e) {
            return false;
        }
    }

    static Network create() {
        Network network = new Network();
        try {
            network.connect();
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
        return network;
    }

    private void connect() {
        String here = name + "h";
        String there = name + "n";
        asRoot("ip", "netns", "add", name);
        asRoot("ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", name);
        asRoot("ip", "address", "add", address() + "/30", "dev", here);
        asRoot("ip", "link", "set", here, "up");
        asRoot("ip", "-n", name, "address", "add", subnet + (first + 2) + "/30", "dev", there);
        asRoot("ip", "-n", name, "link", "set", "lo", "up");
        asRoot("ip", "-n", name, "link", "set", there, "up");
        asRoot("ip", "netns", "exec", name, "iptables", "--list");
    }

    /** The address of this machine, as seen from the network. */
    String address() {
        return subnet + (first + 1);
    }

    /** The command that runs the command behind it on the network, as the user of this JVM. */
    List<String> launcher() {
        List<String> command = new ArrayList<>(asRoot());
        command.addAll(List.of("ip", "netns", "exec", name));
        if (!asRoot().isEmpty()) {
            command.addAll(List.of("runuser", "-u", USER, "--"));
        }
        return command;
    }

    /** From now on nothing gets in or out. */
    void cut() {
        asRoot("ip", "netns", "exec", name, "iptables", "--append", "INPUT", "--jump", "DROP");
        asRoot("ip", "netns", "exec", name, "iptables", "--append", "OUTPUT", "--jump", "DROP");
    }

    @Override
    public void close() {
        asRoot("sh", "-c", "ip link delete %1$sh; ip netns delete %1$s".formatted(name));
    }

    private static List<String> asRoot() {
        return "root".equals(USER) ? List.of() : List.of("sudo", "--non-interactive");
    }

    private static void asRoot(String... command) {
        List<String> all =
                Stream.concat(asRoot().stream(), Arrays.stream(command)).toList();
        try {
            Process process = new ProcessBuilder(all).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(String.join(" ", all) + ": " + output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
