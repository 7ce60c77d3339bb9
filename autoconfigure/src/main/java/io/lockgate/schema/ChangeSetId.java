package io.lockgate.schema;

/**
 * What identifies a changeset: Liquibase's triple of changelog path, id and author.
 *
 * @param changeLog the path of the changelog file as the history table records it
 */
public record ChangeSetId(String changeLog, String id, String author) {

    /** The way Liquibase prints a changeset: {@code path::id::author}. */
    @Override
    public String toString() {
        return changeLog + "::" + id + "::" + author;
    }
}
