package io.lockgate.lock;

import io.lockgate.database.MigrationConnection;
import org.jspecify.annotations.Nullable;

/**
 * The transaction of one changeset, as the server counts it, which no text can hide anything from. A session numbers its
 * transactions one by one (the local part of the virtual transaction id; PostgreSQL documentation, "Transactions and
 * Identifiers"): as long as the number is one more than that of the last one before the changeset, nothing was committed or
 * rolled back within it. A setting that was made in a transaction is gone once that was rolled back, and stays once it was
 * committed ({@code SET}): that tells which of the two a transaction was that is over.
 */
final class ChangeSetTransaction {

    /** Before the transaction of a changeset begins; again if it was rolled back. */
    static final String BEFORE = "before";

    /** In the transaction, and after it if it was committed. */
    static final String WITHIN = "within";

    private int before;

    private boolean changing;

    private boolean over;

    private boolean whole;

    private Remains remains = Remains.NOTHING;

    private boolean asked;

    private @Nullable TransactionId id;

    private @Nullable Remains fate;

    /**
     * One that has not begun.
     *
     * @param before the number of the transaction before it
     */
    ChangeSetTransaction(int before) {
        this.before = before;
    }

    /** Something else has happened before it began, such as preconditions. */
    void beginsAfter(int transaction) {
        before = transaction;
    }

    /** A change is about to run; its transaction has been marked. */
    void begin() {
        changing = true;
        remains = Remains.UNKNOWN;
    }

    boolean isChanging() {
        return changing;
    }

    /** Returns whether the transaction that has a number is still the one that began with the changeset. */
    boolean isStill(int transaction) {
        return transaction - before == 1;
    }

    /** Returns whether its id is of use, and not known yet. */
    boolean lacksId() {
        return changing && !over && !asked;
    }

    /**
     * It was asked for its id.
     *
     * @param transaction the number of the transaction that has the id
     * @param known null, where the server does not tell
     */
    void identify(int transaction, @Nullable TransactionId known) {
        asked = true;
        id = isStill(transaction) ? known : null;
    }

    /** Asks, once, for the part that is left after its connection was lost. */
    Remains remainsAfterLoss(MigrationConnection lost) {
        if (!over && whole) {
            return Remains.NOTHING;
        }
        if (over || id == null) {
            return Remains.UNKNOWN;
        }
        if (fate == null) {
            fate = id.fate(lost);
        }
        return fate;
    }

    /** All changes are done, in a transaction. */
    void done(int transaction) {
        whole = isStill(transaction) && !over;
    }

    /** Returns whether all changes were done in the one transaction, which has not ended. */
    boolean isWhole() {
        return whole;
    }

    /** No more is to come: what is known of it stays so. */
    void settle() {
        changing = false;
    }

    /**
     * The transaction was rolled back, as far as the client knows.
     *
     * @param mark the mark that is left
     * @param now the number of the transaction that asks
     */
    void rolledBack(String mark, int now) {
        // one in between is the changeset's, none if it has sent nothing; a second one was never marked
        boolean nothingElse = now - before <= (over ? 1 : 2);
        if (mark.equals(BEFORE) && nothingElse && (!over || remains == Remains.NOTHING)) {
            remains = Remains.NOTHING;
        } else if (remains != Remains.PART) {
            remains = mark.equals(WITHIN) ? Remains.PART : Remains.UNKNOWN;
        }
        before = now;
        over = true;
        if (whole) {
            settle();
        }
    }

    Remains remains() {
        return remains;
    }
}
