// Package profile turns a log of real queries into statistics of the population
// that asked them, with differential privacy.
//
// The guarantee. What is released is ε-differentially private (Dwork, McSherry,
// Nissim and Smith 2006) under adding or removing all that one unit contributed:
// whatever anybody knows beforehand, the target file makes nothing that they
// could find out about a unit more than e^ε times as likely as it would be
// without that unit. The unit is a user where the log names users, else a query.
//
// How. The buckets are those of the domain's facets, fixed before the data is
// seen. Of each user at most Options.Contributions queries count, drawn at random.
// A few histograms are counted, each over one or two facets; one unit changes each
// by at most as many as may count. Each is released once, with noise from the
// discrete Laplace distribution at its part of ε (Ghosh, Roughgarden and
// Sundararajan 2009), drawn exactly, in whole numbers and from the operating
// system's random source (Canonne, Kamath and Steinke 2020), so that there is no
// leak through floating point (Mironov 2012). The parts of ε sum to the whole. All
// after that (suppression of small counts, shares, the target file) is computed
// from the noisy counts alone and costs nothing more.
//
// Its limits. The guarantee is for one release: a second profile of the same
// people adds its ε. It does not hide what everybody does, nor that there was a
// log. Who is behind several user names is protected as each name apart. The
// number of lines and any error message about a line are told to whoever runs the
// command, who has the log anyway; they are not part of the target.
package profile
