package io.lockgate.sample.catalog;

import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.ErrorResponseException;

/** The pieces that the warehouse can still promise; takes part in the transaction of the order. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
public class Stock {

    private final JdbcClient jdbc;

    Stock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Promises pieces of a product.
     *
     * @throws ErrorResponseException with 409 when fewer are on hand
     */
    public void reserve(Product product, int quantity) {
        int reserved = jdbc.sql("""
                        update public.stock
                        set on_hand = on_hand - :quantity
                        where sku = :sku and on_hand >= :quantity
                        """)
                .param("sku", product.sku())
                .param("quantity", quantity)
                .update();
        if (reserved == 0) {
            throw tooFew(product, quantity);
        }
    }

    /** Takes back pieces that were promised before. */
    public void restore(String sku, int quantity) {
        jdbc.sql("update public.stock set on_hand = on_hand + :quantity where sku = :sku")
                .param("sku", sku)
                .param("quantity", quantity)
                .update();
    }

    private static ErrorResponseException tooFew(Product product, int quantity) {
        ProblemDetail problem = ProblemDetail.forStatusAndDetail(
                HttpStatus.CONFLICT, "Fewer than " + quantity + " of " + product.name() + " are on hand.");
        problem.setTitle("Stock is short");
        problem.setProperty("sku", product.sku());
        problem.setProperty("wanted", quantity);
        return new ErrorResponseException(HttpStatus.CONFLICT, problem, null);
    }
}
