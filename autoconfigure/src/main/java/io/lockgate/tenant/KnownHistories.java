package io.lockgate.tenant;

import io.lockgate.schema.ChangeSetId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The histories with which nothing is pending, or something is, as the changelog was read by the last run. */
final class KnownHistories {

    private final Set<History> current = ConcurrentHashMap.newKeySet();

    private final Map<History, List<ChangeSetId>> behind = new ConcurrentHashMap<>();

    private record History(Map<String, String> parameters, String digest) {}

    /** The changelog may have changed. */
    void forget() {
        current.clear();
        behind.clear();
    }

    void add(Map<String, String> parameters, String digest) {
        current.add(new History(parameters, digest));
    }

    void addBehind(Map<String, String> parameters, String digest, List<ChangeSetId> pending) {
        behind.put(new History(parameters, digest), pending);
    }

    /** What is pending with a history, if that is known; empty where nothing is known. */
    List<ChangeSetId> pending(Map<String, String> parameters, String digest) {
        return behind.getOrDefault(new History(parameters, digest), List.of());
    }

    /** The digests of all histories with which nothing is pending. */
    Set<String> current(Map<String, String> parameters) {
        return current.stream()
                .filter(history -> history.parameters().equals(parameters))
                .map(History::digest)
                .collect(Collectors.toSet());
    }

    boolean isCurrent(Map<String, String> parameters, String digest) {
        return current.contains(new History(parameters, digest));
    }
}
