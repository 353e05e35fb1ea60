/**
 * The versions of OSCAL that these documents can be written in, the default first: the newest that GRC tools document to read.
 * What Muster writes has the same form in each; every one is checked against its own published schemas.
 */
export const oscalVersions = ['1.1.2', '1.2.1'] as const;
export type OscalVersion = (typeof oscalVersions)[number];
