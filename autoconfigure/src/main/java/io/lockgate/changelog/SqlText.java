package io.lockgate.changelog;

import java.util.regex.Pattern;

/**
 * What the words of a statement say, without its literals and comments.
 *
 * @param words the text in which each literal and comment is a blank
 */
record SqlText(String words) {

    /** A doubled quote ends one literal and begins the next; simple parts only, so that long literals need no deep stack. */
    private static final Pattern LITERAL_OR_COMMENT =
            Pattern.compile("'[^']*'|--[^\\n]*|/\\*.*?\\*/|(\\$\\w*\\$).*?\\1", Pattern.DOTALL);

    private static final Pattern CONCURRENTLY = Pattern.compile("\\bconcurrently\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern COMMITS = Pattern.compile("(?:^|;)\\s*(?:commit|end)\\b", Pattern.CASE_INSENSITIVE);

    private static final Pattern CALLS = Pattern.compile("(?:^|;)\\s*(?:call|do)\\b", Pattern.CASE_INSENSITIVE);

    static SqlText of(String sql) {
        return new SqlText(LITERAL_OR_COMMENT.matcher(sql).replaceAll(" ").strip());
    }

    /** Whether it waits for others without standing in their way, so that it may wait as long as it takes. */
    boolean isConcurrent() {
        return CONCURRENTLY.matcher(words).find();
    }

    /** Whether it ends the transaction that it is in. */
    boolean commits() {
        return COMMITS.matcher(words).find();
    }

    /**
     * Whether it may commit in its middle where it is not in a transaction, and so may have done half of its work when it
     * fails. Within one, what it calls cannot (PostgreSQL documentation, CALL and DO, "Notes").
     */
    boolean mayCommit() {
        return commits() || CALLS.matcher(words).find();
    }
}
