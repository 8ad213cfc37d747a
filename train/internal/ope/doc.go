// Package ope says from logged decisions what another policy would have been
// worth (off-policy evaluation), and whether the evidence suffices to use it.
//
// Everything streams: one pass over a log audits its propensities and fits the
// reward models, a second one estimates. Memory grows with the runs and their
// pathways' names, never with the decisions.
//
// What is estimated is the mean of gain − price × cost per decision, on the
// states that the log saw. That a policy also changes which states come is
// beyond any log; the canary is there for it.
//
// The estimators are those of Dudík, Langford and Li (2011); intervals are
// clustered by run, since the decisions of a run share its domain, its pathways'
// luck and its ledger.
package ope
