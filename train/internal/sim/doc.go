// Package sim is the simulator: environments whose optimum is known exactly,
// runs in them under the real router and the real ledger, the logs that these
// leave, and the table that compares ways to route.
//
// An [Environment] has cells (tool × arguments × words) to fill and pathways to
// fill them. In a cell, a pathway has a pool of S different samples. A call of it
// costs c; its candidate passes the checks with probability a, is one of the pool
// at random, and goes astray (lands outside of the target) with probability e.
// So the sample after j of its own costs c / (a·(1−e)·(1−j/S)) on average, which
// rises with j, and what a run has to cost at least is the sum, over the cells, of
// the smallest of these costs: [Environment.Optimum].
//
// [Run] fills an environment once. A [Config] describes a log of many runs, and
// with its options the logs of every trap that evaluation must not fall into.
// Everything is drawn from seeds: the same configuration gives the same log.
package sim
