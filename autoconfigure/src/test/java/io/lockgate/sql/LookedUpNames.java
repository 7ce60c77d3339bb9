package io.lockgate.sql;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds what PostgreSQL would look up along the search path in our SQL: functions, operators, types, relations and collations
 * without a schema, and what looks up {@code =} although it does not say so. In doubt it finds too much: what is no name to be
 * looked up is listed here.
 */
final class LookedUpNames {

    /** Statements, and parts of statements. Prose begins with a capital letter, or with no word of SQL. */
    private static final Pattern SQL = Pattern.compile("(?s)(?![A-Z][a-z])(?:"
            + "\\s*\\(*(?i:select|insert|update|delete|create|drop|alter|set|show)\\b.*"
            + "|\\s*\\(*(?i:with|case|exists|values|begin|discard|lock|do)\\b.*"
            + "|.*(::\\w|\\bpg_catalog\\b|\\bpg_\\w+ *\\(|\\bselect\\b.*\\bfrom\\b).*"
            + "|\\w+\\(.*)");

    /** Quoted text and names, what is filled in, negative constants, and what is named in full already. */
    private static final Pattern HARMLESS = Pattern.compile("'[^']*+'|operator\\(pg_catalog\\.[^)]+\\)"
            + "|\"[^\"]*+\"|%(?:\\d+\\$)?[sdIL]|\\u0001|=>"
            + "|(?<=(?:then|else|select) |[,(] ?)-\\d++(?!::)"
            + "|(?<=\\()\\*(?=\\))|\\w+\\.\\*");

    /** An assignment is no comparison. */
    private static final Pattern ASSIGNMENTS = Pattern.compile("(?s)\\bset\\b.*?(?=\\bwhere\\b|$)");

    /** Words of the grammar before a parenthesis; and names of columns, after a name. */
    private static final String GRAMMAR =
            "select|from|where|and|or|not|on|as|when|then|else|case|exists|values|any|all|key"
                    + "|coalesce|operator|conflict|over|filter|rows|row|union|set|with|recursive|lateral|join|array";

    private static final String TYPES = "boolean|bigint|integer|int|smallint|double precision|interval";

    private static final List<Pattern> LOOKED_UP = Stream.of(
                    // a function
                    "(?i)(?<![\\w.$])(?<!\\bas |\\binto )(?!(?:" + GRAMMAR + ")\\b)[a-z_][a-z0-9_]* *\\(",
                    // an operator
                    "(?<![:])[-+*/<>=~!@#%^&|]+",
                    // looks up operators without naming them
                    "\\b(?:i?like|similar to|between|distinct from|nullif|using|natural|in)"
                            + " *(?=\\()|\\bnullif\\b|\\bi?like\\b|\\bdistinct from\\b|\\bbetween\\b|\\bcase (?!when\\b)",
                    // a type
                    "::(?!pg_catalog\\.)(?!(?:" + TYPES + ")\\b)\\w*",
                    "(?m)^\\s+(?!(?:where|and|or|on)\\b)\\w+ +(?:text|varchar|timestamptz?|jsonb?|uuid|oid|name|bytea)\\b",
                    // a relation of the catalog
                    "(?<![\\w.])(?:pg|information)_(?!catalog\\.)\\w+(?! *\\()",
                    // a collation
                    "\\bcollate (?!pg_catalog\\b)")
            .map(Pattern::compile)
            .toList();

    private LookedUpNames() {}

    static boolean isSql(String string) {
        return SQL.matcher(string).matches();
    }

    /** Names that a string of SQL looks up; none in any other string. */
    static List<String> in(String string) {
        if (!isSql(string)) {
            return List.of();
        }
        String names =
                ASSIGNMENTS.matcher(HARMLESS.matcher(string).replaceAll(" 0 ")).replaceAll(LookedUpNames::values);
        return LOOKED_UP.stream()
                .flatMap(pattern -> pattern.matcher(names).results())
                .map(MatchResult::group)
                .map(String::strip)
                .toList();
    }

    /** The values that are assigned, without the signs that assign them. */
    private static String values(MatchResult assignments) {
        return assignments.group().replace("=", "");
    }
}
