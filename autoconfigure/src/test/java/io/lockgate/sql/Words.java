package io.lockgate.sql;

import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Words of statements. */
final class Words {

    private static final Pattern WORD = Pattern.compile("[a-z_][a-z0-9_]*|[-+*/<>=~!@#%^&|]+");

    /** Words that mean operators. */
    private static final Map<String, List<String>> MEANT = Map.of(
            "like", List.of("~~", "!~~"),
            "ilike", List.of("~~*", "!~~*"),
            "in", List.of("=", "<>"),
            "using", List.of("="),
            "distinct", List.of("="),
            "nullif", List.of("="),
            "between", List.of("<=", ">="));

    private Words() {}

    /** The names and operators in some statements. */
    static Set<String> of(Collection<String> statements) {
        Set<String> words = new HashSet<>();
        for (String statement : statements) {
            WORD.matcher(statement.toLowerCase(Locale.ROOT))
                    .results()
                    .map(MatchResult::group)
                    .forEach(words::add);
        }
        MEANT.forEach((word, operators) -> {
            if (words.contains(word)) {
                words.addAll(operators);
            }
        });
        return words;
    }

    /** A statement without what differs from one time to the next: values, and in which tenant's schema. */
    static String normalised(String statement) {
        return statement
                .toLowerCase(Locale.ROOT)
                .replaceAll("'[^']*+'", "?")
                .replaceAll("\\bt\\d+\\b", "t")
                .replaceAll("-?\\b\\d+\\b", "0")
                .replaceAll("\\s+", " ")
                .strip();
    }
}
