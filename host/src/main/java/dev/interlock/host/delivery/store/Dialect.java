package dev.interlock.host.delivery.store;

import dev.interlock.host.delivery.DeliveryStore.Admission;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// How one database does what the two do differently: all that has to be fast, in batches, and
/// whatever needs locks. Stateless; each call is part of one transaction of its caller's.
interface Dialect {

  /// The time that everything is compared with.
  long now(Connection connection) throws SQLException;

  void setUuid(PreparedStatement statement, int index, UUID id) throws SQLException;

  UUID uuid(ResultSet row, int column) throws SQLException;

  @Nullable UUID nullableUuid(ResultSet row, int column) throws SQLException;

  /// What a select that is to keep its rows to itself ends in.
  String forUpdate();

  /// Stores what is not known yet; gives the number of each that was leased with that, in their
  /// order, and 0 for one that was not.
  List<Long> accept(Connection connection, List<Arrival> arrivals) throws SQLException;

  List<LeasedRow> lease(Connection connection, String host, List<Wanted> wanted)
      throws SQLException;

  /// Gives the numbers of those that counted.
  Set<Long> settle(Connection connection, List<Outcome> outcomes) throws SQLException;

  /// Keeps everybody else from adding to keys, or letting the next of them go, until this
  /// transaction ends.
  void lock(Connection connection, Collection<Key> keys) throws SQLException;

  /// Lets the first of each key go, held ones excepted. Not in the statement that locked the keys:
  /// it must see what those who had the locks have committed.
  void activate(Connection connection, Collection<Key> keys) throws SQLException;

  /// Adds to the number of open deliveries of targets.
  void addOpen(Connection connection, Map<Integer, Integer> changes) throws SQLException;

  /// Tells other hosts of targets when this transaction commits.
  void announce(Connection connection, String payload) throws SQLException;

  /// Keeps the rules by which other programs may hand deliveries over.
  void admit(Connection connection, List<Admission> admissions, Map<String, Integer> numbers)
      throws SQLException;

  /// Sums up what `addOpen` has left.
  void compact(Connection connection) throws SQLException;

  /// Removes keys that nothing waits in, and that were not used since.
  void cleanKeys(Connection connection, long usedBefore, int most) throws SQLException;
}
