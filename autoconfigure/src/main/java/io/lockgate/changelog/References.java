package io.lockgate.changelog;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The variables that the files of a changelog refer to, and whether they refer to anything that cannot be known. Found in their
 * text, whatever their format: to find too much does no harm.
 */
final class References {

    /** As it is written in ASCII and, with zeros in between, in UTF-16 and UTF-32. */
    private static final Pattern VARIABLE = Pattern.compile("\\$\0*\\{([^}]*)}");

    /**
     * A dollar or a brace that formats such as JSON, YAML, XML and property files write in another way, or with something in
     * between, and what XML defines.
     */
    private static final Pattern ESCAPED = Pattern.compile(
            "\\\\[xu]0*(?:24|7b)|&#(?:0*(?:36|123)|x0*(?:24|7b));|\\$(?:\\\\|<!|]]>|&)|<!ENTITY",
            Pattern.CASE_INSENSITIVE);

    /** A name that means the same in every encoding and format. */
    private static final Pattern PLAIN = Pattern.compile("[ -~&&[^\\\\&]]*");

    private static final Pattern LISTING = Pattern.compile("includeAll", Pattern.CASE_INSENSITIVE);

    private static final Pattern CHOICE =
            Pattern.compile("\\b(?:filter|resourceFilter|resourceComparator)[\"']?\\s*[=:]", Pattern.CASE_INSENSITIVE);

    /** Liquibase sets them itself, from what it finds in the database and in the run. */
    private static final Set<String> SET_BY_LIQUIBASE = Set.of("database.", "liquibase_execution_");

    private final Set<String> variables = new TreeSet<>();

    private boolean known = true;

    private boolean lists;

    private boolean chooses;

    /** The next file begins. */
    void begin() {
        lists = false;
        chooses = false;
    }

    /** Reads a piece of a file; what is cut in two is to come again, whole, with the next piece. */
    void readIn(byte[] file, int length) {
        // every encoding in use writes these characters alike, but for zeros in between
        String text = new String(file, 0, length, StandardCharsets.ISO_8859_1);
        readIn(text);
        String plain = text.replace("\0", "");
        lists |= LISTING.matcher(plain).find();
        chooses |= CHOICE.matcher(plain).find();
        // what a class of the user's chooses by, and what that depends on, is not known
        known &= !(lists && chooses);
    }

    void readIn(String text) {
        VARIABLE.matcher(text).results().forEach(found -> add(found.group(1)));
        known &= !ESCAPED.matcher(text.replace("\0", "")).find();
    }

    private void add(String name) {
        String plain = name.replace("\0", "");
        String variable = plain.strip().toLowerCase(Locale.ROOT);
        known &= isPlain(name, plain)
                && !variable.contains("${")
                && SET_BY_LIQUIBASE.stream().noneMatch(variable::startsWith);
        variables.add(variable);
    }

    private static boolean isPlain(String name, String plain) {
        int zeros = name.length() - plain.length();
        return PLAIN.matcher(plain).matches() && (zeros == 0 || zeros >= plain.length());
    }

    /** Whether everything that the files refer to can be known without Liquibase. */
    boolean areKnown() {
        return known;
    }

    Set<String> variables() {
        return variables;
    }
}
