package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/callmill/callmill/server/internal/starter"
)

func newInitDomain() *cobra.Command {
	return &cobra.Command{
		Use:   "init-domain DIR",
		Short: "write a small domain that works, to start one's own from",
		Long: `init-domain writes the folder DIR with a small domain: a travel desk, with every
file explained in its comments. It works as it is. DIR must not exist, or be
empty.`,
		Example: `  server init-domain ./desk
  server check-domain ./desk
  server sample --count 50 --domain desk=./desk`,
		Args: oneFolder,
		RunE: func(cmd *cobra.Command, args []string) error {
			dir := args[0]
			if err := starter.Write(dir); err != nil {
				return err
			}
			if _, err := fmt.Fprintf(cmd.OutOrStdout(),
				"%s is a domain that works. Begin to read at %s/domain.yaml, then try:\n\n"+
					"  go run ./server check-domain %s\n"+
					"  go run ./server sample --count 20 --domain desk=%s\n", dir, dir, dir, dir); err != nil {
				return fmt.Errorf("say what comes next: %w", err)
			}
			return nil
		},
	}
}
