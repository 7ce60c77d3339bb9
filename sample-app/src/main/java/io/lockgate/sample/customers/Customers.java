package io.lockgate.sample.customers;

import java.util.List;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.jdbc.core.DataClassRowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.ErrorResponseException;

/** The customers and their addresses. */
@Service
@Transactional(readOnly = true)
public class Customers {

    private final JdbcClient jdbc;

    Customers(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    Customer customer(long id) {
        List<Address> addresses = jdbc.sql("""
                        select street, postal_code, city, country
                        from addresses
                        where customer_id = :id
                        order by id
                        """)
                .param("id", id)
                .query(new DataClassRowMapper<>(Address.class))
                .list();
        return jdbc.sql("select email, name from customers where id = :id")
                .param("id", id)
                .query((row, number) -> new Customer(id, row.getString("email"), row.getString("name"), addresses))
                .optional()
                .orElseThrow(() -> unknown(id));
    }

    /**
     * Makes sure that there is such a customer.
     *
     * @throws ErrorResponseException with 404 when there is none
     */
    public void requireCustomer(long id) {
        boolean known = jdbc.sql("select exists (select from customers where id = :id)")
                .param("id", id)
                .query(Boolean.class)
                .single();
        if (!known) {
            throw unknown(id);
        }
    }

    private static ErrorResponseException unknown(long id) {
        ProblemDetail problem =
                ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, "There is no customer " + id + ".");
        problem.setTitle("Unknown customer");
        problem.setProperty("customerId", id);
        return new ErrorResponseException(HttpStatus.NOT_FOUND, problem, null);
    }
}
