package io.lockgate.changelog;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A text in which the name of a schema is left open.
 *
 * @param parts what stands before, between and after the names
 */
record Template(List<String> parts) {

    /**
     * What two texts have in common that were made in the same way for two schemas; nothing, if they differ in more than those
     * names. Neither name may occur by chance, so that both are made up.
     */
    static Optional<Template> of(String first, String firstSchema, String second, String secondSchema) {
        Template template = new Template(parts(first, firstSchema));
        return template.parts().equals(parts(second, secondSchema)) ? Optional.of(template) : Optional.empty();
    }

    private static List<String> parts(String text, String schema) {
        return List.of(text.split(Pattern.quote(schema), -1));
    }

    /** The text for a schema. */
    String in(String schema) {
        return String.join(schema, parts);
    }
}
