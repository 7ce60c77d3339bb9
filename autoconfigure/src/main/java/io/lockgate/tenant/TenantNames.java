package io.lockgate.tenant;

import io.lockgate.changelog.TenantChangelog;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Refuses names that cannot be those of tenants' schemas, all at once. */
final class TenantNames {

    /** PostgreSQL cuts longer ones ({@code NAMEDATALEN}, documentation 4.1.1). */
    private static final int MAX_BYTES = 63;

    private static final Pattern LEGAL = Pattern.compile("[\\p{L}0-9_][\\p{L}0-9_$-]*");

    private TenantNames() {}

    /** What is wrong with some names; empty if nothing is. */
    static List<String> problems(
            Collection<? extends @Nullable String> names, TenantChangelog changelog, Set<String> sharedSchemas) {
        List<String> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (name == null || name.isEmpty()) {
                problems.add("a name is missing");
            } else if (!seen.add(name)) {
                problems.add("'%s' is named twice".formatted(name));
            } else {
                problem(name, changelog, sharedSchemas)
                        .ifPresent(what -> problems.add("'%s' %s".formatted(name, what)));
            }
        }
        return problems;
    }

    private static Optional<String> problem(String name, TenantChangelog changelog, Set<String> sharedSchemas) {
        if (!LEGAL.matcher(name).matches()) {
            return Optional.of("is no name of letters, digits, _, - and $");
        }
        if (name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return Optional.of("is longer than %d bytes".formatted(MAX_BYTES));
        }
        if (name.startsWith("pg_") || name.equals("information_schema")) {
            return Optional.of("is a schema of PostgreSQL's own");
        }
        if (sharedSchemas.contains(name)) {
            return Optional.of("is the shared schema");
        }
        String folded = changelog.folded(name);
        return folded.equals(name)
                ? Optional.empty()
                : Optional.of("is taken by Liquibase for %s: it folds names to lower case".formatted(folded));
    }
}
