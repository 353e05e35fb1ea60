/** Who logs in during a drill, in a browser and, with an application password, through REST. */
export const drillRoles = ['administrator', 'shop_manager', 'pharmacist', 'nurse', 'support', 'customer'] as const;
