package main

import (
	"bufio"
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/server/internal/report"
)

// reportFlags are the flags of the report command.
type reportFlags struct {
	commonFlags

	addr string
	out  string
}

func newReport() *cobra.Command {
	f := &reportFlags{}
	cmd := &cobra.Command{
		Use:   "report RUN",
		Short: "write what became of a run as one HTML file",
		Long: `report writes one HTML file about a run ("r-…" or "runs/r-…") that opens without a
network: target against delivered, how the gap closed, who wrote what and at which
cost, what was refused where, how varied the samples are, pairs that differ in little,
and examples of every bucket.

It asks the server at --addr, or reads the folder --data-dir of one that is stopped.
A run that has not ended is reported as far as it is. The log is read once, and what
is kept of it does not grow with its length.

It exits with 0 when the file is there, with 2 when it was called wrongly, with 130
when it was interrupted, with 1 on any other fault.`,
		Example: `  server report demo -o report.html
  server report runs/demo -o report.html --data-dir ./callmill-data`,
		Args: func(c *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usage("found %s, want the one to report on (see %s --help)", counted(len(args), "run"), c.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return f.run(cmd, args[0]) },
	}
	fl := cmd.Flags()
	fl.StringVarP(&f.out, "out", "o", "", "`FILE` to write; standard output if not given")
	fl.StringVar(&f.addr, "addr", "", "`HOST:PORT` of the server's native gRPC (default "+defaultAddr+")")
	fl.StringVar(&f.dataDir, "data-dir", "", "`DIR` of a server that is stopped, instead of --addr")
	fl.StringVar(&f.logLevel, "log-level", "warn", "least `LEVEL` of what is logged to standard error: "+
		"debug, info, warn or error")
	return cmd
}

func (f *reportFlags) run(cmd *cobra.Command, arg string) error {
	id := strings.TrimPrefix(arg, "runs/")
	if id == "" || strings.Contains(id, "/") {
		return usage("found the run %q, want its name, such as runs/demo or demo", arg)
	}
	if err := checkSource(f.addr, f.dataDir); err != nil {
		return err
	}
	logger, err := f.logger(cmd.ErrOrStderr())
	if err != nil {
		return err
	}
	out, err := newWholeFile(f.out, cmd.OutOrStdout())
	if err != nil {
		return usage("--out: %w", err)
	}
	c := report.NewCollector()
	if f.dataDir != "" {
		err = collectFromFolder(cmd.Context(), f.dataDir, logger, id, c)
	} else {
		err = collectFromServer(cmd.Context(), cmp.Or(f.addr, defaultAddr), id, c)
	}
	if err == nil {
		err = c.Write(out)
	}
	if err != nil && cmd.Context().Err() != nil {
		err = &exitError{code: exitInterrupted, err: errors.New("interrupted; nothing was written")}
	}
	if err != nil {
		return errors.Join(err, out.discard())
	}
	if err := out.keep(); err != nil || f.out == "" {
		return err
	}
	if !c.Ended() {
		fmt.Fprintf(cmd.ErrOrStderr(), "runs/%s has not ended: it is reported as far as it is\n", id)
	}
	fmt.Fprintf(cmd.ErrOrStderr(), "report on %s to %s\n", counted(int(c.Samples()), "sample"), f.out)
	return nil
}

// wholeFile is a file that is there when it is whole, or standard output.
type wholeFile struct {
	*bufio.Writer

	name string
	file *os.File // nil for standard output
}

// newWholeFile begins a file beside its place.
func newWholeFile(name string, stdout io.Writer) (*wholeFile, error) {
	if name == "" {
		return &wholeFile{Writer: bufio.NewWriter(stdout)}, nil
	}
	if info, err := os.Stat(name); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is there and is no regular file", name)
	}
	file, err := os.CreateTemp(filepath.Dir(name), filepath.Base(name)+".new-*")
	if err != nil {
		return nil, fmt.Errorf("make the file: %w", err)
	}
	return &wholeFile{Writer: bufio.NewWriter(file), name: name, file: file}, nil
}

// keep puts the file in its place.
func (w *wholeFile) keep() error {
	err := w.Flush()
	if w.file == nil {
		if err != nil {
			return fmt.Errorf("print the report: %w", err)
		}
		return nil
	}
	// Others may read it, as they may what any program makes.
	err = errors.Join(err, w.file.Chmod(0o644), w.file.Close())
	if err == nil {
		err = os.Rename(w.file.Name(), w.name)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", w.name, err), w.discard())
	}
	return nil
}

// discard removes what was written.
func (w *wholeFile) discard() error {
	if w.file == nil {
		return nil
	}
	_ = w.file.Close() // it is not wanted
	if err := os.Remove(w.file.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("tidy up: %w", err)
	}
	return nil
}
