package io.lockgate.changelog;

import java.util.regex.Pattern;

/**
 * The words of a statement, without its literals, quoted names and comments. A text that a reader could take in two ways, since
 * a backslash may or may not end a literal, or comments are nested, is all words: no proof depends on it, but it makes us careful.
 *
 * @param words the text in which each literal, quoted name and comment is a blank
 * @param isClear whether it can be read in one way only
 */
record SqlText(String words, boolean isClear) {

    /** A doubled quote ends one literal and begins the next; simple parts only, so that long literals need no deep stack. */
    private static final Pattern LITERAL_OR_COMMENT = Pattern.compile(
            "'[^']*'|\"[^\"]*\"|--[^\\n\\r]*|/\\*.*?\\*/"
                    + "|(?<![\\w$\\x80-\\uFFFF])(\\$(?:[a-zA-Z_\\x80-\\uFFFF][\\w\\x80-\\uFFFF]*)?\\$).*?\\1",
            Pattern.DOTALL);

    private static final Pattern UNCLEAR = Pattern.compile("\\\\|/\\*(?:(?!\\*/|/\\*).)*+/\\*", Pattern.DOTALL);

    private static final Pattern CONCURRENTLY = Pattern.compile("\\bconcurrently\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern COMMITS = Pattern.compile("(?:^|;)\\s*(?:commit|end)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern CALLS = Pattern.compile("(?:^|;)\\s*(?:call|do)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern ENDS = Pattern.compile(
            "(?:^|;)\\s*(?:commit|end|rollback|abort|prepare\\s+transaction)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern ENDS_ANYWHERE =
            Pattern.compile("\\b(?:commit|end|rollback|abort|prepare)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern CALLS_ANYWHERE = Pattern.compile("\\b(?:call|do)\\b", Pattern.CASE_INSENSITIVE);

    /** Not {@code SET} and {@code LOCK}, after which a transaction may still be told its isolation. */
    private static final Pattern TAKES_SNAPSHOT = Pattern.compile(
            "(?:select|insert|update|delete|merge|with|create|alter|drop|truncate|comment|grant|revoke)\\b.*",
            Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    static SqlText of(String sql) {
        return UNCLEAR.matcher(sql).find()
                ? new SqlText(sql.strip(), false)
                : new SqlText(LITERAL_OR_COMMENT.matcher(sql).replaceAll(" ").strip(), true);
    }

    /** Returns whether its transaction has certainly begun to read or write with it. */
    boolean takesSnapshot() {
        return isClear && TAKES_SNAPSHOT.matcher(words).matches();
    }

    /** Whether it waits for others without standing in their way, so that it may wait as long as it takes. */
    boolean isConcurrent() {
        return CONCURRENTLY.matcher(words).find();
    }

    /** Returns whether it may commit the transaction that it is in. */
    boolean commits() {
        return (isClear ? COMMITS : ENDS_ANYWHERE).matcher(words).find();
    }

    /**
     * Returns whether it may end the transaction that it is in, in whatever way. Code that a single statement calls cannot
     * (PostgreSQL documentation, CALL and DO, "Notes"); the text of a batch that was not prepared is unknown.
     */
    boolean mayEndTransaction() {
        return words.isEmpty()
                || (isClear ? ENDS : ENDS_ANYWHERE).matcher(words).find();
    }

    /** Returns whether it may commit in its middle outside of a transaction, and so may fail with half of its work done. */
    boolean mayCommit() {
        return commits() || (isClear ? CALLS : CALLS_ANYWHERE).matcher(words).find();
    }
}
