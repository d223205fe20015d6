"""Which stretches of a letter are not its writer's new words: what it quotes or forwards, signatures, disclaimers."""
