import type { RowTable } from './row-table.ts';
import type { SyntheticPatient } from './synthetic.ts';

/** A patient with the number of the account. */
export interface StoredPatient extends SyntheticPatient {
  readonly userId: number;
  /** Number in WooCommerce's reports; 0 where there are none. */
  readonly reportCustomer: number;
}

/** The tables in which WordPress keeps a customer's account. Nobody can log in with one: the password's hash is none. */
export function patientTables(prefix: string): readonly RowTable<StoredPatient>[] {
  return [
    {
      table: 'users',
      same: { user_pass: '!', user_url: '', user_registered: '2024-07-01 00:00:00', user_activation_key: '', user_status: 0 },
      columns: ['ID', 'user_login', 'user_nicename', 'user_email', 'display_name'],
      rows: ({ userId, login, email, firstName, lastName }) => [[userId, login, login, email, `${firstName} ${lastName}`]],
    },
    {
      table: 'usermeta',
      same: {},
      columns: ['user_id', 'meta_key', 'meta_value'],
      rows: (patient) => [
        [patient.userId, 'first_name', patient.firstName],
        [patient.userId, 'last_name', patient.lastName],
        [patient.userId, `${prefix}capabilities`, 'a:1:{s:8:"customer";b:1;}'],
        [patient.userId, `${prefix}user_level`, 0],
        [patient.userId, 'billing_email', patient.email],
        [patient.userId, 'billing_phone', patient.phone],
        [patient.userId, 'billing_address_1', patient.street],
        [patient.userId, 'billing_address_2', patient.unit],
        [patient.userId, 'billing_city', patient.city],
        [patient.userId, 'billing_state', patient.state],
        [patient.userId, 'billing_postcode', patient.postcode],
        [patient.userId, 'billing_country', 'US'],
      ],
    },
  ];
}
