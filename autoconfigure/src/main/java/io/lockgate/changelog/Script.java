package io.lockgate.changelog;

import io.lockgate.schema.ChangeSetId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What Liquibase would execute for some changesets in whatever schema, as far as that is the same: drafted for two made-up
 * schemas, of which nothing but the names may differ.
 */
final class Script {

    private final List<Template> historyTable;

    private final List<ScriptedChangeSet> changeSets;

    private final @Nullable Obstacle obstacle;

    private Script(List<Template> historyTable, List<ScriptedChangeSet> changeSets, @Nullable Obstacle obstacle) {
        this.historyTable = historyTable;
        this.changeSets = changeSets;
        this.obstacle = obstacle;
    }

    /**
     * One of them.
     *
     * @param row what its row in the history depends on
     */
    record ScriptedChangeSet(ChangeSetId id, List<Template> statements, List<String> row) {

        static @Nullable ScriptedChangeSet of(
                DraftedChangeSet first, String one, DraftedChangeSet second, String other) {
            if (!first.id().equals(second.id()) || !first.row().equals(second.row())) {
                return null;
            }
            return templates(first.statements(), one, second.statements(), other)
                    .map(statements -> new ScriptedChangeSet(first.id(), statements, first.row()))
                    .orElse(null);
        }

        String checksum() {
            return row.get(0);
        }
    }

    static Script of(Draft first, Draft second) {
        Optional<List<Template>> historyTable =
                templates(first.historyTable(), first.schema(), second.historyTable(), second.schema());
        if (first.obstacle() != null || historyTable.isEmpty()) {
            return new Script(List.of(), List.of(), new Obstacle(null, String.valueOf(first.obstacle())));
        }
        List<ScriptedChangeSet> changeSets = new ArrayList<>();
        for (int i = 0;
                i < Math.min(first.changeSets().size(), second.changeSets().size());
                i++) {
            DraftedChangeSet draft = first.changeSets().get(i);
            ScriptedChangeSet scripted = draft.obstacle() == null
                    ? ScriptedChangeSet.of(
                            draft, first.schema(), second.changeSets().get(i), second.schema())
                    : null;
            if (scripted == null) {
                String reason = draft.obstacle() == null ? "it depends on the name of the schema" : draft.obstacle();
                return new Script(historyTable.get(), changeSets, new Obstacle(draft.id(), reason));
            }
            changeSets.add(scripted);
        }
        return new Script(historyTable.get(), changeSets, null);
    }

    private static Optional<List<Template>> templates(
            List<String> first, String one, List<String> second, String other) {
        if (first.size() != second.size()) {
            return Optional.empty();
        }
        List<Template> templates = new ArrayList<>();
        for (int i = 0; i < first.size(); i++) {
            Optional<Template> template = Template.of(first.get(i), one, second.get(i), other);
            if (template.isEmpty()) {
                return Optional.empty();
            }
            templates.add(template.get());
        }
        return Optional.of(templates);
    }

    /** The same where it turned out to be of no use to others. */
    Script refused(String reason) {
        return new Script(historyTable, List.of(), new Obstacle(null, reason));
    }

    List<Template> historyTable() {
        return historyTable;
    }

    /** Those from the first up to what cannot be told beforehand. */
    List<ScriptedChangeSet> changeSets() {
        return List.copyOf(changeSets);
    }

    @Nullable
    Obstacle obstacle() {
        return obstacle;
    }
}
